package io.serai.files;

import io.serai.files.store.ResultUpload;
import org.apache.camel.Exchange;

/**
 * Binds the line to the kamelets of the object storage: sets the variables that they read. An
 * expression such as {@code ${variable.file.key}} would do, but costs ten times as much as a
 * variable, several times a file. Stateless.
 */
public final class FilesStoreBeans {

  /** Names the object that is to be fetched. The body is the file. */
  public void source(Exchange exchange) {
    FileTask file = exchange.getMessage().getBody(FileTask.class);
    exchange.setVariable("bucket", file.bucket());
    exchange.setVariable("key", file.key());
  }

  /**
   * Names the object that is to be stored, and puts what is to be sent into the body: nothing when
   * the result is in the storage already, in parts. The body is the transfer, which becomes a
   * variable.
   */
  public void result(Exchange exchange) {
    Transfer transfer = exchange.getMessage().getBody(Transfer.class);
    exchange.setVariable("transfer", transfer);
    ResultUpload upload = transfer.upload();
    if (!upload.isSmall()) {
      exchange.getMessage().setBody(null);
      return;
    }
    FileTask file = transfer.task().task();
    exchange.setVariable("bucket", file.destBucket());
    exchange.setVariable("key", file.destKey());
    exchange.setVariable("metadata", upload.metadata());
    exchange.getMessage().setBody(upload.content());
  }
}
