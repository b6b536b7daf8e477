package io.serai.testing;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** A mail server on 127.0.0.1 that keeps what it is sent. */
public final class MailBox implements AutoCloseable {

  /** May log in, though nobody must. */
  public static final String USER = "serai@example.com";

  /** Of that user. */
  public static final String PASSWORD = "p&s%20+w)r d#{}";

  private final List<byte[]> mails = new CopyOnWriteArrayList<>();
  private final List<String> logins = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final SMTPServer server;

  private MailBox(SMTPServer.Builder builder) {
    server =
        builder
            .hostName("localhost")
            .bindAddress(InetAddress.getLoopbackAddress())
            .messageHandler((context, from, to, data) -> take(data))
            .authenticationHandlerFactory(
                new EasyAuthenticationHandlerFactory((user, word, context) -> login(user, word)))
            .build();
    server.start();
  }

  private void take(byte[] mail) throws RejectException {
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new RejectException(451, "try again later");
    }
    mails.add(mail);
  }

  private void login(String user, String password) throws LoginFailedException {
    logins.add(user);
    if (!user.equals(USER) || !password.equals(PASSWORD)) {
      throw new LoginFailedException();
    }
  }

  /** One that knows nothing of TLS. */
  public static MailBox plain() {
    return new MailBox(SMTPServer.port(0));
  }

  /** One that takes mails after STARTTLS only. */
  public static MailBox startTls(SSLContext tls) {
    return new MailBox(SMTPServer.port(0).enableTLS().requireTLS().startTlsSocketFactory(tls));
  }

  /** One that speaks TLS from the first byte. */
  public static MailBox tls(SSLContext tls) {
    return new MailBox(SMTPServer.port(0).serverSocketFactory(tls));
  }

  /** Where it listens. */
  public int port() {
    return server.getPortAllocated();
  }

  /** Who has tried to log in, again for each time. */
  public List<String> logins() {
    return logins;
  }

  /** Lets it be too busy for the next mails. */
  public void refuse(int count) {
    refusals.set(count);
  }

  /** What came, in its order. */
  public List<MimeMessage> mails() {
    return mails.stream().map(MailBox::parse).toList();
  }

  private static MimeMessage parse(byte[] mail) {
    try {
      return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail));
    } catch (MessagingException e) {
      throw new AssertionError("no mail", e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
