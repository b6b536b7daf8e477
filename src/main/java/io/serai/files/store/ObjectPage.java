package io.serai.files.store;

import java.util.List;

/**
 * A part of a bucket's objects, in the order of their keys.
 *
 * @param objects without folders
 * @param last what to list on after; that of the request where the page has nothing, folders
 *     included
 * @param more whether there may be objects after it
 */
public record ObjectPage(List<StoredObject> objects, String last, boolean more) {}
