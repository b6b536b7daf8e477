package io.serai.files;

import io.serai.files.store.ObjectStore;
import io.serai.files.store.StoreFault;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Aborts multipart uploads that nobody will finish. Every worker may do so at any time. */
public final class UploadSweep {

  private static final Logger LOG = LoggerFactory.getLogger(UploadSweep.class);

  private final ObjectStore store;
  private final String bucket;
  private final Duration age;

  /**
   * @param bucket of the results
   * @param age since the upload began; zero: nothing is swept
   */
  UploadSweep(ObjectStore store, String bucket, Duration age) {
    this.store = store;
    this.bucket = bucket;
    this.age = age;
  }

  /** Sweeps once; a store that does not answer is swept the next time. */
  public void sweep() {
    if (age.isZero()) {
      return;
    }
    try {
      int swept = store.sweepUploads(bucket, age);
      if (swept > 0) {
        LOG.info(
            "{} unfinished uploads in {} older than {} h aborted", swept, bucket, age.toHours());
      }
    } catch (SdkException e) {
      LOG.warn("Unfinished uploads in {} were not swept: {}", bucket, StoreFault.of(e).message());
    }
  }
}
