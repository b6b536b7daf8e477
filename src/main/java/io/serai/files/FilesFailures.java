package io.serai.files;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.serai.files.parse.InvalidFileException;
import io.serai.files.store.StoreFault;
import io.serai.files.store.TransferException;
import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import io.serai.ops.Causes;
import java.nio.file.FileSystemException;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/** What a failed attempt means. */
final class FilesFailures {

  private static final String NO_BUCKET = "NoSuchBucket";
  private static final String WRONG_SIGNATURE = "SignatureDoesNotMatch";

  /** How storages call it differs: InvalidURI, BadRequest and more. */
  private static final String UNREADABLE = "(HTTP 400";

  private static final Pattern DOTS_PART = Pattern.compile("(^|/)\\.\\.?(/|$)");

  private FilesFailures() {}

  /** The failure, or null when a stop interrupted the attempt. */
  static Failure of(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (isOfStop(each)) {
        return null;
      }
      if (each instanceof InvalidTaskException) {
        return Failure.of(ErrorClass.INVALID, "BAD_TASK", each.getMessage());
      }
      if (each instanceof InvalidFileException invalid) {
        return Failure.of(ErrorClass.INVALID, invalid.code(), invalid.getMessage());
      }
      if (each instanceof CallNotPermittedException) {
        return Failure.of(
            ErrorClass.THROTTLED, "STORE_HELD_BACK", "the object storage is given a pause");
      }
      if (isOfStore(each)) {
        StoreFault fault = StoreFault.of(each);
        return Failure.of(fault.errorClass(), fault.code(), fault.message());
      }
      if (each instanceof FileSystemException) {
        return Failure.of(
            ErrorClass.TRANSIENT,
            "LOCAL_FILE",
            "a local file cannot be written or read, check OBS_DOWNLOAD_DIR and OBS_UPLOAD_DIR: "
                + each.getMessage());
      }
    }
    return unexpected(Causes.root(thrown));
  }

  private static Failure unexpected(Throwable root) {
    Failure failure = Failure.unexpected(root);
    return root.getMessage() != null
        ? failure
        : new Failure(
            failure.errorClass(),
            failure.code(),
            root.getClass().getName() + " without a message",
            failure.trace(),
            null);
  }

  /**
   * The failure with what an operator needs to find its place: the storage does not tell which
   * bucket it has not got, nor that it reads a key otherwise than it was signed.
   */
  static Failure within(FileTask task, Failure failure) {
    if (failure == null || task == null) {
      return failure;
    }
    if (failure.code().equals(NO_BUCKET)) {
      return Failure.of(
          failure.errorClass(),
          failure.code(),
          "%s; the source is in bucket %s, the result goes to bucket %s"
              .formatted(failure.message(), task.bucket(), task.destBucket()));
    }
    String refusal = refusal(task, failure);
    return refusal == null
        ? failure
        : Failure.of(
            failure.errorClass(),
            "KEY_REFUSED",
            "%s: name the object without it; or, when other files fail, too: %s"
                .formatted(refusal, failure.message()));
  }

  /** What the storage may have against a key of the task, or null. */
  private static String refusal(FileTask task, Failure failure) {
    boolean signature = failure.code().equals(WRONG_SIGNATURE);
    if ((signature || String.valueOf(failure.message()).contains(UNREADABLE))
        && (hasDotsPart(task.key()) || hasDotsPart(task.destKey()))) {
      return "the object storage takes a part .. or . of a key, as in ../a or a/./b, for a folder and"
          + " refuses it";
    }
    if (signature && (hasEmptyPart(task.key()) || hasEmptyPart(task.destKey()))) {
      return "the object storage reads keys with an empty part, as in a//b or /a, otherwise than they"
          + " are signed";
    }
    return null;
  }

  private static boolean hasDotsPart(String key) {
    return DOTS_PART.matcher(key).find();
  }

  private static boolean hasEmptyPart(String key) {
    return key.startsWith("/") || key.contains("//");
  }

  /** Whether the failure says that the object storage as a whole is not well. */
  static boolean countsAgainstStore(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (isOfStop(each)) {
        return false;
      }
      if (isOfStore(each)) {
        return switch (StoreFault.of(each).errorClass()) {
          case TRANSIENT, THROTTLED -> true;
          default -> false;
        };
      }
    }
    return false;
  }

  private static boolean isOfStop(Throwable thrown) {
    return thrown instanceof InterruptedException || thrown instanceof AbortedException;
  }

  private static boolean isOfStore(Throwable thrown) {
    return thrown instanceof SdkException || thrown instanceof TransferException;
  }
}
