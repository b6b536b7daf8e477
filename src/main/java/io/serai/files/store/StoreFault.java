package io.serai.files.store;

import io.serai.ledger.ErrorClass;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * What went wrong with the object storage.
 *
 * @param errorClass what it means for the file at hand
 * @param code the storage's own, {@code HTTP_503}, or {@code STORE_AWAY} (nothing listens there),
 *     {@code STORE_TIMEOUT}, {@code STORE_CUT}, {@code STORE_BUSY} (no connection was free), {@code
 *     CUT_OFF}, {@code CHECKSUM}, {@code DISK_FULL}; {@code STORE} when nothing is known of it
 * @param message for a person: what was wrong and what to check
 */
public record StoreFault(ErrorClass errorClass, String code, String message) {

  private static final Set<String> WRONG_SETTINGS =
      Set.of(
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "AuthorizationHeaderMalformed",
          "PermanentRedirect",
          "RequestTimeTooSkewed",
          "NoSuchBucket",
          "STORE_TLS");
  private static final Set<String> OF_BUCKET =
      Set.of("AuthorizationHeaderMalformed", "PermanentRedirect", "NoSuchBucket");

  /**
   * Reads a failure of the SDK, or of the classes here, through whatever wraps it. Never throws.
   */
  public static StoreFault of(Throwable failure) {
    for (Throwable each = failure; each != null; each = next(each)) {
      if (each instanceof TransferException transfer) {
        return new StoreFault(ErrorClass.TRANSIENT, transfer.code(), transfer.getMessage());
      }
      if (each instanceof NoSuchKeyException missing) {
        return ServiceFaults.missing("NoSuchKey", missing);
      }
      if (each instanceof AwsServiceException service) {
        return ServiceFaults.of(service);
      }
    }
    return NetworkFaults.of(failure);
  }

  /**
   * Whether no file can be processed until somebody has mended the settings, so that it would be a
   * pity to bury one file after the other.
   */
  public boolean ofSettings() {
    return WRONG_SETTINGS.contains(code);
  }

  /** Whether it may concern no more than the bucket that was asked for. */
  public boolean ofBucket() {
    return OF_BUCKET.contains(code);
  }

  static Throwable next(Throwable failure) {
    return failure.getCause() == failure ? null : failure.getCause();
  }
}
