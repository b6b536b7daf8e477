package io.serai.cache;

import io.serai.config.SettingsException;
import io.serai.ops.WatchedFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache jobs in force: those that ship, those of the user's folder, of which a file replaces a
 * shipped one of the same name, and Java services. A faulty file is refused, and what it said
 * before stays in force. Thread-safe.
 */
public final class CacheJobs {

  private static final Logger LOG = LoggerFactory.getLogger(CacheJobs.class);
  private static final List<String> SHIPPED = List.of("suggested-users.yaml", "trending.yaml");

  /**
   * A file whose content is new.
   *
   * @param digest what tells the content from another; null: the file is gone
   * @param job null when it has none, or none that is enabled
   */
  record Candidate(String file, String digest, CacheJob job) {}

  /** The content of a file, and what tells it, and the query files that it names, from another. */
  private record Text(String digest, WatchedFolder.Content own, String shipped) {

    String read() throws IOException {
      return own == null ? shipped : own.text();
    }
  }

  private final WatchedFolder folder;
  private final CacheJobReader reader;
  private final Map<String, CacheJob> services = new TreeMap<>();
  private final Map<String, CacheJob> byFile = new TreeMap<>();
  private final Map<String, String> handled = new HashMap<>();
  private final Map<String, String> refused = new TreeMap<>();
  private Map<String, Text> lastRead = Map.of();
  private boolean running;
  private boolean folderIsAway;

  /**
   * Takes over what is there now; a faulty file is logged and does not keep the others away.
   *
   * @param folder of the user, or null
   * @param services jobs in Java
   * @throws SettingsException when two services collide
   */
  CacheJobs(WatchedFolder folder, CacheJobReader reader, Collection<CacheJob> services) {
    this.folder = folder;
    this.reader = reader;
    for (CacheJob job : services) {
      collision(job, null)
          .ifPresent(
              other -> {
                throw new SettingsException(
                    "CACHE_JOBS_DIR: %s collides with %s: change its name() or redisKey()"
                        .formatted(job.source(), other.source()));
              });
      this.services.put(job.name(), job);
    }
    lastRead = texts();
    changed().forEach(this::accept);
    SHIPPED.stream().filter(refused::containsKey).forEach(this::fallBack);
    running = true;
  }

  /** As a faulty file that comes later does, one that is there from the start changes nothing. */
  private void fallBack(String file) {
    try {
      reader
          .read(file, shipped(file))
          .filter(job -> collision(job, null).isEmpty())
          .ifPresent(job -> byFile.put(file, job));
    } catch (JobFault e) {
      refused.put(file, e.getMessage());
    }
  }

  /**
   * What is new in the folder and could be read, settled files only: two readings agree on them.
   * Each has to be accepted or refused before the next call.
   */
  public synchronized List<Candidate> changed() {
    Map<String, Text> texts = texts();
    TreeSet<String> files = new TreeSet<>(texts.keySet());
    files.addAll(handled.keySet());
    files.removeIf(file -> Objects.equals(digest(texts, file), handled.get(file)));
    files.removeIf(file -> !Objects.equals(digest(texts, file), digest(lastRead, file)));
    lastRead = texts;
    List<Candidate> candidates = new ArrayList<>();
    for (String file : files) {
      candidate(file, texts.get(file)).ifPresent(candidates::add);
    }
    return candidates;
  }

  private static String digest(Map<String, Text> texts, String file) {
    Text text = texts.get(file);
    return text == null ? null : text.digest();
  }

  private Optional<Candidate> candidate(String file, Text text) {
    if (text == null) {
      return Optional.of(new Candidate(file, null, null));
    }
    try {
      CacheJob job = reader.read(file, text.read()).orElse(null);
      return Optional.of(new Candidate(file, text.digest(), job));
    } catch (IOException e) {
      refuse(new Candidate(file, text.digest(), null), file + ": " + e.getMessage());
    } catch (JobFault e) {
      refuse(new Candidate(file, text.digest(), null), e.getMessage());
    }
    return Optional.empty();
  }

  private Map<String, Text> texts() {
    Map<String, Text> texts = new TreeMap<>();
    for (String file : SHIPPED) {
      texts.put(file, withQueries(file, new Text("shipped", null, shipped(file))));
    }
    if (folder == null) {
      return texts;
    }
    try {
      folder
          .read()
          .forEach(
              (file, own) -> texts.put(file, withQueries(file, new Text(own.digest(), own, null))));
      folderIsAway = false;
      return texts;
    } catch (IOException e) {
      if (lastRead.isEmpty()) {
        throw new SettingsException(
            "CACHE_JOBS_DIR: %s cannot be read (%s): create it, mend its permissions, or unset it"
                .formatted(folder.path().toAbsolutePath(), e));
      }
      if (!folderIsAway) {
        folderIsAway = true;
        LOG.warn(
            "The cache jobs in {} cannot be read, they stay as they are: {}", folder.path(), e);
      }
      return lastRead;
    }
  }

  /** A change of its query files is one of the job's. */
  private Text withQueries(String file, Text text) {
    try {
      String digest = text.digest() + reader.queryFiles(file, text.read());
      return new Text(digest, text.own(), text.shipped());
    } catch (IOException e) {
      // it is told when the file is read
      return text;
    }
  }

  private static String shipped(String file) {
    try (InputStream in = CacheJobs.class.getResourceAsStream("/cache/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a file's content into force, unless it collides with another's. */
  public synchronized void accept(Candidate candidate) {
    CacheJob job = candidate.job();
    Optional<CacheJob> other =
        job == null ? Optional.empty() : collision(job, byFile.get(candidate.file()));
    if (other.isPresent()) {
      refuse(
          candidate,
          "%s: %s collides with the job %s of %s: change its name or its key"
              .formatted(job.source(), job.key().text(), other.get().name(), other.get().source()));
      return;
    }
    boolean known = handled.containsKey(candidate.file());
    settle(candidate);
    refused.remove(candidate.file());
    // they may have collided with what this file said before
    refused.keySet().forEach(handled::remove);
    CacheJob before =
        job == null ? byFile.remove(candidate.file()) : byFile.put(candidate.file(), job);
    if (!running) {
      LOG.debug("Cache job of {}: {}", candidate.file(), job);
    } else if (job != null) {
      LOG.info("Cache job of {}: {}", candidate.file(), job);
    } else if (before != null || known) {
      LOG.info("The cache job of {} ends", candidate.file());
    }
  }

  /** Leaves in force what the file said before. */
  public synchronized void refuse(Candidate candidate, String reason) {
    settle(candidate);
    if (!reason.equals(refused.put(candidate.file(), reason))) {
      LOG.warn(
          "Refused {}. {} It is read again when its content changes.",
          reason,
          byFile.containsKey(candidate.file()) ? "Its job stays as it was." : "The others run on.");
    }
  }

  private void settle(Candidate candidate) {
    if (candidate.digest() == null) {
      handled.remove(candidate.file());
    } else {
      handled.put(candidate.file(), candidate.digest());
    }
  }

  private Optional<CacheJob> collision(CacheJob job, CacheJob except) {
    return all().stream()
        .filter(other -> other != except)
        .filter(other -> other.name().equals(job.name()) || other.key().collidesWith(job.key()))
        .findFirst();
  }

  /** Jobs in force, by name. */
  synchronized List<CacheJob> all() {
    Map<String, CacheJob> all = new TreeMap<>(services);
    byFile.values().forEach(job -> all.put(job.name(), job));
    return List.copyOf(all.values());
  }

  /** The job of a name or a key. */
  Optional<CacheJob> find(String nameOrKey) {
    return all().stream().filter(job -> job.answersTo(nameOrKey)).findFirst();
  }

  /**
   * The names of the jobs that are meant.
   *
   * @param nameOrKey null: all
   * @throws SettingsException when there is no such job, saying which there are
   */
  public List<String> names(String nameOrKey) {
    List<String> all = all().stream().map(CacheJob::name).toList();
    if (nameOrKey == null) {
      return all;
    }
    return List.of(
        find(nameOrKey)
            .map(CacheJob::name)
            .orElseThrow(
                () ->
                    new SettingsException(
                        "There is no cache job named or with the key %s; there are: %s"
                            .formatted(nameOrKey, String.join(", ", all)))));
  }

  /** Jobs with what Redis knows of them, by name. */
  public List<CacheJobView> views(CacheStore store) {
    List<CacheJob> all = all();
    Map<String, CacheState> states = store.states(all.stream().map(CacheJob::name).toList());
    return all.stream().map(job -> new CacheJobView(job, states.get(job.name()))).toList();
  }

  /** Why files are not in force, by file. */
  public synchronized Map<String, String> refused() {
    return Map.copyOf(refused);
  }
}
