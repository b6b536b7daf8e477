package io.serai.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Opens something once for the class when it is registered in a static field, for each test
 * otherwise, and closes it in the end.
 */
abstract class ScopedExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  private int users;

  /** Makes what the class or the test is to have. */
  abstract void open(ExtensionContext context);

  /** Ends what was opened. */
  abstract void close();

  @Override
  public final void beforeAll(ExtensionContext context) {
    enter(context);
  }

  @Override
  public final void beforeEach(ExtensionContext context) {
    enter(context);
  }

  @Override
  public final void afterEach(ExtensionContext context) {
    leave();
  }

  @Override
  public final void afterAll(ExtensionContext context) {
    leave();
  }

  private void enter(ExtensionContext context) {
    if (users == 0) {
      open(context);
    }
    users++;
  }

  private void leave() {
    // comes also after a test that was skipped before it had begun
    if (users > 0 && --users == 0) {
      close();
    }
  }
}
