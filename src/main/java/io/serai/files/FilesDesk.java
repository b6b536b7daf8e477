package io.serai.files;

import io.serai.files.parse.FileParsers;
import io.serai.files.parse.LocalFileParser;
import io.serai.files.store.ObjectStore;
import io.serai.files.store.ResultUpload;
import io.serai.files.store.SourceStream;
import io.serai.files.store.WorkFiles;
import io.serai.ledger.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Decides what happens to one file: how it is read, and what its end means. Thread-safe. */
public final class FilesDesk {

  private final FileParsers parsers;
  private final ObjectStore store;
  private final WorkFiles files;
  private final FileResults results;
  private final TaskInbox inbox;
  private final Runnable moved;
  private final FilesMetrics metrics;
  private final StoreGate gate;
  private final ParseSlots slots;

  FilesDesk(
      FileParsers parsers,
      ObjectStore store,
      WorkFiles files,
      FileResults results,
      TaskInbox inbox,
      Runnable moved,
      FilesMetrics metrics,
      StoreGate gate,
      ParseSlots slots) {
    this.parsers = parsers;
    this.store = store;
    this.files = files;
    this.results = results;
    this.inbox = inbox;
    this.moved = moved;
    this.metrics = metrics;
    this.gate = gate;
    this.slots = slots;
  }

  /**
   * What is to be done; waits until it may be fetched.
   *
   * @throws InvalidTaskException when the message was no task
   */
  public FileTask open(PendingTask task) throws InvalidTaskException, InterruptedException {
    if (task.fault() != null) {
      throw new InvalidTaskException(task.fault());
    }
    if (!ParseSlots.mayFetchEarly(task.task())) {
      slots.take(task);
    }
    return task.task();
  }

  /**
   * Reads the source through its parser into the result, neither of which is ever in memory as a
   * whole unless it is small. Closes the download.
   *
   * @throws IOException when the source is no such file, or cannot be read or its result stored
   */
  public Transfer parse(PendingTask task, ResponseInputStream<GetObjectResponse> download)
      throws IOException, InterruptedException {
    FileTask file = task.task();
    ResultUpload upload =
        store.upload(file.destBucket(), file.destKey(), Map.of("serai-task", task.id()));
    Optional<LocalFileParser> local = Optional.empty();
    boolean parsed = false;
    try (SourceStream source = SourceStream.of(download, moved)) {
      task.reads(source.etag(), source.expected());
      if (ParseSlots.isSmall(source.expected())) {
        upload.fetch(source);
      }
      slots.take(task);
      local = parsers.localParser(file.key());
      String parser =
          local.isPresent()
              ? parseLocally(local.get(), task, source, upload)
              : parsers.parse(file.key(), source, upload);
      source.finishReading();
      upload.describe(source);
      parsed = true;
      return new Transfer(
          task,
          parser,
          source.etag(),
          source.count(),
          source.sha256().orElseThrow(),
          upload,
          local.isPresent());
    } finally {
      slots.leave(task);
      if (!parsed) {
        upload.abort();
        cleanUp(task, local.isPresent(), false);
      }
    }
  }

  private String parseLocally(
      LocalFileParser parser, PendingTask task, InputStream source, ResultUpload upload)
      throws IOException {
    String key = task.task().key();
    Path input = files.source(task.id(), key);
    Path output = files.result(task.id(), key);
    files.save(source, input);
    // a failed attempt may have left one
    Files.deleteIfExists(output);
    parser.parse(input, output);
    Files.copy(output, upload);
    return parser.name();
  }

  /** The result is stored in parts: makes an object of it. */
  public Transfer complete(Transfer transfer) throws IOException {
    transfer.upload().completeMultipart();
    return transfer;
  }

  /** The result was stored in one request: makes sure that it is what was sent. */
  public Transfer verify(Transfer transfer, String etag) throws IOException {
    transfer.upload().complete(etag);
    return transfer;
  }

  /** The result is there. */
  public Outcome succeeded(Transfer transfer) {
    PendingTask task = transfer.task();
    cleanUp(task, transfer.local(), true);
    metrics.record(transfer.parser(), System.currentTimeMillis() - task.startedAt());
    Outcome outcome = new Outcome(task, results.succeeded(task, transfer));
    gate.succeeded();
    inbox.worked(task);
    return outcome;
  }

  private void cleanUp(PendingTask task, boolean local, boolean succeeded) {
    if (local) {
      files.cleanUp(task.id(), succeeded);
    }
  }

  /**
   * Decides what a failed attempt means, and gives up its result.
   *
   * @param transfer null when the attempt did not come that far
   */
  public Verdict judge(PendingTask task, Transfer transfer, Throwable thrown) {
    slots.leave(task);
    if (transfer != null) {
      transfer.upload().abort();
      cleanUp(task, transfer.local(), false);
    }
    Failure failure = FilesFailures.within(task.task(), FilesFailures.of(thrown));
    if (failure == null) {
      return new Verdict(task, null);
    }
    metrics.record(failure.code(), System.currentTimeMillis() - task.startedAt());
    return new Verdict(task, gate.judge(task.task(), failure));
  }
}
