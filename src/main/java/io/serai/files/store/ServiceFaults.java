package io.serai.files.store;

import io.serai.ledger.ErrorClass;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What the object storage answers when it refuses. */
final class ServiceFaults {

  private static final Set<String> THROTTLING =
      Set.of(
          "SlowDown",
          "ServiceUnavailable",
          "Throttling",
          "ThrottlingException",
          "RequestLimitExceeded",
          "TooManyRequests",
          "BandwidthLimitExceeded");
  private static final Set<String> PASSING =
      Set.of(
          "RequestTimeout",
          "OperationAborted",
          "NoSuchUpload",
          "InvalidPart",
          "PreconditionFailed",
          "BadDigest",
          "IncompleteBody",
          "XAmzContentSHA256Mismatch");

  private ServiceFaults() {}

  static StoreFault of(AwsServiceException failure) {
    String code = code(failure);
    int status = failure.statusCode();
    if (status == 429 || THROTTLING.contains(code) || status == 503) {
      return fault(ErrorClass.THROTTLED, code, "the object storage is busy", failure);
    }
    if (PASSING.contains(code) || status >= 500) {
      return fault(ErrorClass.TRANSIENT, code, "the object storage failed", failure);
    }
    return switch (code) {
      case "NoSuchKey" -> missing(code, failure);
      case "NoSuchBucket" ->
          refused(code, "the bucket does not exist: check its name and" + " OBS_SERVER", failure);
      case "InvalidBucketName" -> refused(code, "the bucket's name is not allowed", failure);
      case "InvalidAccessKeyId" ->
          refused(
              code,
              "the access key is not known: check" + " OBS_ACCESS_KEY and OBS_SERVER",
              failure);
      case "SignatureDoesNotMatch" ->
          refused(
              code,
              "the signature is wrong: check OBS_SECRET_KEY" + " and OBS_ACCESS_KEY",
              failure);
      case "AuthorizationHeaderMalformed", "PermanentRedirect" ->
          refused(
              code, "the bucket is in another region: check OBS_REGION and OBS_SERVER", failure);
      case "RequestTimeTooSkewed" -> refused(code, "the clock of this machine is wrong", failure);
      default -> byStatus(code, status, failure);
    };
  }

  static StoreFault missing(String code, AwsServiceException failure) {
    return fault(
        ErrorClass.INVALID, code, "object missing: it was deleted or never there", failure);
  }

  private static StoreFault byStatus(String code, int status, AwsServiceException failure) {
    return switch (status) {
      case 301, 307 ->
          refused(
              "PermanentRedirect",
              "the bucket is in another region: check OBS_REGION and OBS_SERVER",
              failure);
      case 401, 403 ->
          refused(
              code,
              "no permission for what was asked: check the policy of the"
                  + " bucket and of the user of OBS_ACCESS_KEY",
              failure);
      case 404 -> fault(ErrorClass.INVALID, code, "object missing, or its bucket", failure);
      case 408 -> fault(ErrorClass.TRANSIENT, code, "the object storage waited in vain", failure);
      default -> refused(code, "the object storage refuses the request", failure);
    };
  }

  private static StoreFault refused(String code, String what, AwsServiceException failure) {
    return fault(ErrorClass.PERMANENT, code, what, failure);
  }

  private static StoreFault fault(
      ErrorClass errorClass, String code, String what, AwsServiceException failure) {
    StringBuilder message = new StringBuilder(what).append(" (HTTP ").append(failure.statusCode());
    AwsErrorDetails details = failure.awsErrorDetails();
    if (details != null && details.errorMessage() != null && !details.errorMessage().isBlank()) {
      message.append(", \"").append(details.errorMessage().strip()).append('"');
    }
    if (failure.requestId() != null && !failure.requestId().isBlank()) {
      message.append(", request ").append(failure.requestId());
    }
    return new StoreFault(errorClass, code, message.append(')').toString());
  }

  private static String code(AwsServiceException failure) {
    AwsErrorDetails details = failure.awsErrorDetails();
    boolean known =
        details != null && details.errorCode() != null && !details.errorCode().isEmpty();
    return known && !details.errorCode().matches("[0-9]+.*")
        ? details.errorCode()
        : "HTTP_" + failure.statusCode();
  }
}
