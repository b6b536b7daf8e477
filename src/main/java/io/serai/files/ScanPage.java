package io.serai.files;

import io.serai.files.store.StoredObject;
import io.serai.ledger.Claim;
import java.util.List;

/**
 * A page of a listing on its way to becoming tasks. Immutable.
 *
 * @param run the scan that it belongs to
 * @param objects listed, as far as the page accounts for them
 * @param last key up to which the page accounts for the bucket; empty: all of it behind the point
 *     that the scan went on from, so that the first key comes next
 * @param end whether nothing follows
 * @param tasks of new or changed objects
 * @param claims on these in the ledger
 */
public record ScanPage(
    ScanRun run,
    List<StoredObject> objects,
    String last,
    boolean end,
    List<GeneratedTask> tasks,
    List<Claim> claims) {}
