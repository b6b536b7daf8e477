package io.serai.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link CozeDouble} in a process of its own, so that what is measured beside it is Serai alone.
 * The process ends with this one, whatever happens to it. Thread-safe.
 */
public final class CozeDoubleProcess implements AutoCloseable {

  private final Process process;
  private final String url;
  private final HttpClient client = HttpClient.newHttpClient();

  private CozeDoubleProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts it.
   *
   * @param options options of {@link CozeDouble#main}
   * @throws IOException when it does not come up
   */
  public static CozeDoubleProcess start(List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4"));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), CozeDouble.class.getName()));
    command.addAll(options);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null) {
      throw new IOException("The Coze double did not start, see above");
    }
    return new CozeDoubleProcess(process, line.substring(line.lastIndexOf(' ') + 1));
  }

  /** Its base address. */
  public String url() {
    return url;
  }

  /** Forgets what was counted. */
  public void reset() throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(URI.create(url + "/double/reset"))
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** What was counted, see {@link Stats#toJson}. */
  public JsonNode stats() throws IOException, InterruptedException {
    return new ObjectMapper()
        .readTree(send(HttpRequest.newBuilder(URI.create(url + "/double/stats"))));
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          "The Coze double answered " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
