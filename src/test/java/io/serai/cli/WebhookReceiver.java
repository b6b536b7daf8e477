package io.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes the alerts that a service posts; the first ones may be turned away. */
final class WebhookReceiver implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final List<JsonNode> alerts = new CopyOnWriteArrayList<>();
  private int refusals;

  WebhookReceiver(int refusals) throws IOException {
    this.refusals = refusals;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/hook", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    boolean json = "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
    boolean refused = refusals-- > 0;
    if (!refused && json && "POST".equals(exchange.getRequestMethod())) {
      alerts.add(JSON.readTree(body));
    }
    exchange.sendResponseHeaders(refused ? 503 : 204, -1);
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?token=secret";
  }

  List<JsonNode> alerts() {
    return alerts;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
