package io.serai.cache;

import io.serai.cache.RedisSettings.Host;
import io.serai.cache.RedisSettings.Kind;
import io.serai.config.SettingsException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a {@code REDIS_URL}. */
record RedisAddress(
    Kind kind,
    boolean tls,
    String user,
    String password,
    List<Host> hosts,
    int database,
    String master) {

  /** Greedy up to the last at sign, since nothing behind the password may have one. */
  private static final Pattern FORM =
      Pattern.compile(
          "(redis|rediss)(-sentinel|-cluster)?://(?:(.*)@)?([^/#?@]*)(/[^#?@]*)?(\\?[^#@]*)?(#[^@]*)?",
          Pattern.DOTALL);

  private static final Pattern HOST =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\s:\\[\\]]+))(?::([0-9]{1,5}))?");
  private static final int REDIS_PORT = 6379;
  private static final int SENTINEL_PORT = 26379;
  private static final int LAST_PORT = 65535;

  static RedisAddress parse(String url) {
    Matcher form = FORM.matcher(url);
    if (!form.matches()) {
      throw new SettingsException(
          "REDIS_URL must begin with redis://, rediss://, redis-sentinel://, redis-cluster:// or"
              + " rediss-cluster://, such as redis://:password@host:6379/0");
    }
    return new Parser(form).parse();
  }

  /** Collects all faults of one address; none of them quotes the part with the password. */
  private static final class Parser {

    private final Matcher form;
    private final Kind kind;
    private final List<String> faults = new ArrayList<>();

    Parser(Matcher form) {
      this.form = form;
      String suffix = form.group(2);
      this.kind =
          suffix == null ? Kind.SINGLE : suffix.equals("-sentinel") ? Kind.SENTINEL : Kind.CLUSTER;
    }

    RedisAddress parse() {
      String access = form.group(3) == null ? "" : form.group(3);
      int colon = access.indexOf(':');
      String user = decode(colon < 0 ? access : access.substring(0, colon));
      String password = decode(colon < 0 ? "" : access.substring(colon + 1));
      if (form.group(3) != null && password.isEmpty()) {
        faults.add(
            "REDIS_URL has no password before the @: write user:password@, or :password@ without a"
                + " user");
      }
      if (form.group(6) != null) {
        faults.add("REDIS_URL has a question mark: there are no options, leave it out");
      }
      RedisAddress address =
          new RedisAddress(
              kind,
              form.group(1).equals("rediss"),
              user,
              password,
              hosts(form.group(4)),
              database(form.group(5)),
              master(form.group(7)));
      if (!faults.isEmpty()) {
        throw new SettingsException(faults);
      }
      return address;
    }

    private String decode(String text) {
      try {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        faults.add(
            "REDIS_URL: a % in the user or password begins no percent-encoded sign; write %25 for"
                + " it");
        return "";
      }
    }

    private List<Host> hosts(String text) {
      List<Host> hosts = new ArrayList<>();
      for (String each : text.split(",", -1)) {
        Matcher host = HOST.matcher(each.strip());
        int port = kind == Kind.SENTINEL ? SENTINEL_PORT : REDIS_PORT;
        if (host.matches() && host.group(3) != null) {
          port = Integer.parseInt(host.group(3));
        }
        if (!host.matches() || port < 1 || port > LAST_PORT) {
          faults.add(
              "REDIS_URL: \"%s\" is not host or host:port with a port up to 65535, such as redis.local:6379"
                  .formatted(each.strip()));
        } else {
          String name = host.group(1) == null ? host.group(2) : host.group(1);
          hosts.add(new Host(name, port));
        }
      }
      if (kind == Kind.SINGLE && hosts.size() > 1) {
        faults.add(
            "REDIS_URL names several hosts: write redis-sentinel:// or redis-cluster://, or name"
                + " one");
      }
      return List.copyOf(hosts);
    }

    private int database(String text) {
      if (text == null || text.equals("/")) {
        return 0;
      }
      if (!text.matches("/[0-9]{1,4}")) {
        faults.add("REDIS_URL: \"%s\" is not the number of a database, such as /0".formatted(text));
        return 0;
      }
      int database = Integer.parseInt(text.substring(1));
      if (kind == Kind.CLUSTER && database != 0) {
        faults.add("REDIS_URL: a Cluster has database 0 only; leave " + text + " out");
      }
      return database;
    }

    private String master(String text) {
      String name = text == null ? "" : text.substring(1).strip();
      if (kind == Kind.SENTINEL && name.isEmpty()) {
        faults.add(
            "REDIS_URL does not say which primary the Sentinels are to name: add it at the end,"
                + " such as #mymaster");
      } else if (kind != Kind.SENTINEL && text != null) {
        faults.add("REDIS_URL: only redis-sentinel:// has a name after #; leave it out");
      }
      return name;
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return kind + " at " + hosts;
  }
}
