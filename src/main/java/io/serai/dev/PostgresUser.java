package io.serai.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * As whom PostgreSQL's programs run. They refuse to run as root and as a user id without a name. An
 * ordinary user runs them directly. Otherwise they are run inside a new user namespace ({@code
 * unshare -U}), where they see the user "nobody" while their files stay the caller's. Where that is
 * forbidden, as for root in most containers, root hands the cluster to user id 65534 and runs them
 * under it ({@code setpriv}).
 *
 * @param prefix goes before the program's name; empty for an ordinary user
 * @param uid user id that has to own the cluster
 */
record PostgresUser(List<String> prefix, int uid) {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresUser.class);
  private static final int NOBODY = 65534;
  private static final Pattern ID = Pattern.compile("uid=([0-9]+)(\\()?.*", Pattern.DOTALL);
  private static final List<String> UNSHARE = List.of("unshare", "-U");
  private static final List<String> SETPRIV =
      List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

  /**
   * Finds the way that works here.
   *
   * @throws IOException when none does; the message says what was tried
   */
  static PostgresUser choose(Path home, Path binaries) throws IOException {
    HelperProgram.Result id = HelperProgram.run(List.of("id"));
    Matcher matcher = ID.matcher(id.output());
    if (!matcher.matches()) {
      throw new IOException("cannot find out who runs this: id printed '" + id.output() + "'");
    }
    int uid = Integer.parseUnsignedInt(matcher.group(1));
    boolean named = matcher.group(2) != null;
    return uid != 0 && named
        ? new PostgresUser(List.of(), uid)
        : chooseSubstitute(uid, home, binaries);
  }

  private static PostgresUser chooseSubstitute(int uid, Path home, Path binaries)
      throws IOException {
    List<String> failures = new ArrayList<>();
    if (works(UNSHARE, home, binaries, failures)) {
      return new PostgresUser(UNSHARE, uid);
    }
    if (uid == 0) {
      letOthersEnter(home);
      if (works(SETPRIV, home, binaries, failures)) {
        return new PostgresUser(SETPRIV, NOBODY);
      }
    }
    String who = uid == 0 ? "root" : "user id " + Integer.toUnsignedString(uid) + " without a name";
    throw new IOException(
        "PostgreSQL refuses to run as "
            + who
            + ", and no other user could be put in its place: "
            + String.join("; ", failures)
            + ". Run as an ordinary user instead.");
  }

  private static boolean works(List<String> prefix, Path home, Path binaries, List<String> failures)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("sh", "-c", "cd \"$1\" && exec \"$2\" --version", "sh"));
    command.add(home.toString());
    command.add(binaries.resolve("bin/initdb").toString());
    HelperProgram.Result result = HelperProgram.run(command);
    if (!result.succeeded()) {
      failures.add(String.join(" ", prefix) + " failed (" + result.output() + ")");
    }
    return result.succeeded();
  }

  private static void letOthersEnter(Path folder) throws IOException {
    Set<PosixFilePermission> modes = EnumSet.noneOf(PosixFilePermission.class);
    modes.addAll(Files.getPosixFilePermissions(folder));
    if (modes.add(PosixFilePermission.OTHERS_EXECUTE)) {
      Files.setPosixFilePermissions(folder, modes);
    }
  }

  /** Gives the folder and all in it to this user; the folder last, so a kill leads to a retry. */
  void own(Path folder) throws IOException {
    if (owner(folder) == uid) {
      return;
    }
    LOG.info("Giving {} to user id {}", folder, uid);
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }
  }

  private static int owner(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }
}
