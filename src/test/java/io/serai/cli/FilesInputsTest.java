package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people store in buckets, through the whole line. */
@Timeout(180)
class FilesInputsTest {

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension static final TestKafka KAFKA = new TestKafka();
  @RegisterExtension static final TestStore STORE = new TestStore();

  private static final String TABLE = "城市,价格\n北京,12.5\n上海,40\n";
  private static final int TEN_MB = 10 << 20;

  private FilesCase files;

  @BeforeEach
  void connect() {
    files = new FilesCase(database, KAFKA, STORE);
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return packed.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] noise() {
    byte[] noise = new byte[4096];
    new java.util.Random(1).nextBytes(noise);
    return noise;
  }

  private static byte[] line(int length) {
    byte[] line = new byte[length];
    Arrays.fill(line, (byte) 'x');
    return line;
  }

  private Map<String, JsonNode> results() {
    Map<String, JsonNode> rows = new HashMap<>();
    files
        .json("files", "results", "--limit", "1000")
        .forEach(row -> rows.put(row.path("key").asText(), row));
    return rows;
  }

  @Test
  void should_name_the_fault_of_each_bad_file_and_read_every_good_one() {
    byte[] packed = gzip(utf8(TABLE.repeat(1000)));
    Map<String, byte[]> bad = new LinkedHashMap<>();
    bad.put("EMPTY_FILE empty.csv", new byte[0]);
    bad.put("NOT_TEXT binary.csv", noise());
    bad.put("RAGGED_ROW ragged.csv", utf8("a,b\n1,2\n3\n"));
    bad.put("LINE_TOO_LONG line.csv", line(TEN_MB));
    bad.put("BAD_GZIP none.csv.gz", utf8("a,b\n1,2\n"));
    bad.put("BAD_GZIP cut.csv.gz", Arrays.copyOf(packed, packed.length / 2));
    bad.put("GZIP_BOMB bomb.txt.gz", gzip(line(8 * TEN_MB)));
    bad.put("BAD_JSON broken.json", utf8("{\"a\": [1, 2"));
    bad.put("UNSUPPORTED_FORMAT picture", noise());
    bad.forEach((name, content) -> files.put(name.split(" ")[1], content));
    files.put("one.csv", "a");
    files.put("line.txt", line(TEN_MB));
    files.put("gb18030.csv", TABLE.getBytes(Charset.forName("GB18030")));
    files.put("utf16.csv", TABLE.getBytes(StandardCharsets.UTF_16));
    files.put("packed.csv.gz", packed);
    files.json("files", "generate");

    Cli.Result run = files.run("files", "pool-worker", "--once", "--json");

    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.ITEMS_FAILED);
    Map<String, JsonNode> rows = results();
    bad.keySet()
        .forEach(
            name -> {
              JsonNode row = rows.get(name.split(" ")[1]);
              assertThat(row).as(name).isNotNull();
              assertThat(row.path("error_code").asText()).as(name).isEqualTo(name.split(" ")[0]);
              assertThat(row.path("attempts").asInt()).as(name).isEqualTo(1);
            });
    assertThat(files.result("one.csv").path("total_rows").asInt()).isZero();
    for (String good : List.of("gb18030.csv", "utf16.csv")) {
      JsonNode result = files.result(good);
      assertThat(result.path("columns").toString()).as(good).isEqualTo("[\"城市\",\"价格\"]");
      assertThat(result.path("total_rows").asInt()).as(good).isEqualTo(2);
    }
    assertThat(files.result("packed.csv.gz").path("total_rows").asInt()).isEqualTo(2999);
    assertThat(files.result("line.txt").path("lines").asInt()).isEqualTo(1);
    assertThat(files.keys(files.dest())).hasSize(5);
    assertThat(files.backlog()).isZero();
  }

  @Test
  void should_process_every_object_whatever_its_key() {
    List<String> keys =
        new ArrayList<>(
            List.of(
                "with space.csv",
                " around .csv",
                "plus+sign.csv",
                "percent%.csv",
                "percent%20encoded%2F.csv",
                "销售/数据😀.csv",
                "question?x=1&y=2#hash.csv",
                "quote'\"`.csv",
                "semi;colon:comma,.csv",
                "${body}.csv",
                "{{files.topic}}.csv",
                "RAW(x).csv",
                "no-extension"));
    keys.add(("长".repeat(66) + "/").repeat(5) + "y.csv");
    keys.forEach(key -> files.put(key, TABLE));
    assertThat(utf8(keys.get(keys.size() - 1))).hasSize(1000);
    files.send("{\"key\":\"%s.csv\"}".formatted("x".repeat(1015)));
    for (String odd : List.of("../up.csv", "a/../../up.csv", "./dot.csv")) {
      files.send("{\"key\":\"" + odd + "\"}");
    }
    files.json("files", "generate");

    Cli.Result run = files.run("files", "pool-worker", "--once", "--json");

    Map<String, JsonNode> rows = results();
    for (String key : keys) {
      assertThat(rows.get(key)).as(key).isNotNull();
      assertThat(rows.get(key).path("status").asText()).as(key).isEqualTo("success");
    }
    assertThat(files.keys(files.dest()))
        .containsExactlyInAnyOrderElementsOf(
            keys.stream().map(key -> key + ".parsed.json").toList());
    assertThat(FilesCase.tree(run.out()).path("dead").asInt()).as(rows.toString()).isEqualTo(4);
    assertThat(rows.get("../up.csv").path("error").asText()).contains("part .. or . of a key");
    assertThat(rows.get("x".repeat(1015) + ".csv").path("error").asText())
        .contains("too long for a result beside it");
    assertThat(files.run("files", "verify").code()).isZero();
  }
}
