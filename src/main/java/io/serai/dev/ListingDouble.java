package io.serai.dev;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An object storage that can only list: a bucket whose name ends in a number has so many objects.
 * For measurements of scans, because the {@link EmbeddedStore} reads a whole bucket for every page
 * of it. Listens on 127.0.0.1 and checks no signatures. Thread-safe.
 */
public final class ListingDouble implements AutoCloseable {

  private static final String KEY = "data/%09d.csv";
  private static final String OBJECT =
      """
      <Contents><Key>%s</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>\
      <ETag>&quot;%032x&quot;</ETag><Size>1024</Size><StorageClass>STANDARD</StorageClass></Contents>
      """;

  private final HttpServer server;

  private ListingDouble(HttpServer server) {
    this.server = server;
  }

  /** Starts one on any free port. */
  public static ListingDouble start() throws IOException {
    InetAddress local = InetAddress.getByName(PostgresDatabase.HOST);
    HttpServer server = HttpServer.create(new InetSocketAddress(local, 0), 0);
    server.createContext("/", ListingDouble::answer);
    server.start();
    return new ListingDouble(server);
  }

  /** Its address; buckets are in the path. */
  public String url() {
    return "http://" + PostgresDatabase.HOST + ":" + server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] page =
          page(exchange.getRequestURI().getPath(), parameters(exchange))
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/xml");
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
    }
  }

  private static Map<String, String> parameters(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery();
    return Arrays.stream((query == null ? "" : query).split("&"))
        .filter(part -> part.contains("="))
        .map(part -> part.split("=", 2))
        .collect(
            Collectors.toMap(
                part -> part[0], part -> URLDecoder.decode(part[1], StandardCharsets.UTF_8)));
  }

  private static String page(String path, Map<String, String> parameters) {
    String bucket = path.replace("/", "");
    long all = Long.parseLong(bucket.replaceAll(".*-", ""));
    String marker = parameters.getOrDefault("marker", "");
    long from = marker.isEmpty() ? 0 : Long.parseLong(marker.replaceAll("\\D", "")) + 1;
    long to = Math.min(all, from + Long.parseLong(parameters.getOrDefault("max-keys", "1000")));
    StringBuilder page = new StringBuilder("<ListBucketResult><Name>").append(bucket);
    page.append("</Name><IsTruncated>").append(to < all).append("</IsTruncated>");
    for (long number = from; number < to; number++) {
      page.append(OBJECT.formatted(key(number), number));
    }
    return page.append("</ListBucketResult>").toString();
  }

  private static String key(long number) {
    return String.format(Locale.ROOT, KEY, number);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
