package io.serai.files;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * A look at what listens on a port, in the first bytes of Kafka's protocol.
 *
 * <p>Kafka's clients cannot tell: one that speaks plain text to a TLS port takes the TLS alert for
 * the length of an answer of 350 MB, and one that speaks TLS to a plain port tries for ever.
 */
record KafkaPort(String host, int port) {

  /** What a port turns out to be. */
  enum Kind {
    /** No such host. */
    UNKNOWN_HOST,
    /** Nobody listens. */
    CLOSED,
    /** Accepts a connection and says nothing, as a broker does that still starts. */
    SILENT,
    /** Hangs up on plain requests, or answers with something else. */
    FOREIGN,
    /** Wants TLS. */
    TLS,
    /** Kafka without TLS that wants a login before any request. */
    LOGIN,
    /** Kafka without TLS. */
    PLAIN
  }

  private static final int CONNECT_MS = 2_000;
  private static final int READ_MS = 2_000;
  private static final short API_VERSIONS = 18;
  private static final short METADATA = 3;
  private static final int TLS_ALERT = 0x15;
  private static final int LARGEST_ANSWER = 1 << 20;

  /** From {@code host:port}; brackets around an IPv6 address are taken off. */
  static KafkaPort of(String server) {
    int colon = server.lastIndexOf(':');
    String host = server.substring(0, colon).strip().replaceAll("[\\[\\]]", "");
    return new KafkaPort(host, Integer.parseInt(server.substring(colon + 1).strip()));
  }

  /** Connects and hangs up again: says nothing to a server that may want TLS. */
  Kind knock() {
    try (Socket socket = new Socket()) {
      return connect(socket) ? Kind.SILENT : Kind.UNKNOWN_HOST;
    } catch (IOException e) {
      return Kind.CLOSED;
    }
  }

  /**
   * Asks for the versions that a broker speaks, which needs no login, and, when {@code anonymous},
   * for its name, which may need one.
   */
  Kind ask(boolean anonymous) {
    try (Socket socket = new Socket()) {
      if (!connect(socket)) {
        return Kind.UNKNOWN_HOST;
      }
      socket.setSoTimeout(READ_MS);
      return converse(socket, anonymous);
    } catch (SocketTimeoutException e) {
      return Kind.SILENT;
    } catch (IOException e) {
      return Kind.CLOSED;
    }
  }

  private boolean connect(Socket socket) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      return false;
    }
    socket.connect(address, CONNECT_MS);
    return true;
  }

  private static Kind converse(Socket socket, boolean anonymous) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    DataInputStream in = new DataInputStream(socket.getInputStream());
    try {
      request(out, API_VERSIONS, 0, new byte[0]);
      int size = in.readInt();
      if (size >>> 24 == TLS_ALERT) {
        return Kind.TLS;
      }
      if (size < Integer.BYTES || size > LARGEST_ANSWER || in.readInt() != API_VERSIONS) {
        return Kind.FOREIGN;
      }
      in.skipNBytes(size - Integer.BYTES);
    } catch (SocketTimeoutException e) {
      return Kind.SILENT;
    } catch (IOException e) {
      return Kind.FOREIGN;
    }
    return anonymous ? login(out, in) : Kind.PLAIN;
  }

  /** A broker that wants a login hangs up on any other request. */
  private static Kind login(DataOutputStream out, DataInputStream in) throws IOException {
    try {
      request(out, METADATA, 1, new byte[Integer.BYTES]);
      in.readInt();
      return Kind.PLAIN;
    } catch (SocketTimeoutException e) {
      return Kind.SILENT;
    } catch (IOException e) {
      return Kind.LOGIN;
    }
  }

  /** With the API's key as the number that the answer repeats. */
  private static void request(DataOutputStream out, short api, int version, byte[] body)
      throws IOException {
    byte[] client = "serai-probe".getBytes(StandardCharsets.US_ASCII);
    out.writeInt(5 * Short.BYTES + client.length + body.length);
    out.writeShort(api);
    out.writeShort(version);
    out.writeInt(api);
    out.writeShort(client.length);
    out.write(client);
    out.write(body);
    out.flush();
  }
}
