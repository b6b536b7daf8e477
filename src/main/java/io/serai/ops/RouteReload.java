package io.serai.ops;

import io.serai.ops.ReloadReport.Refusal;
import io.serai.ops.WatchedFolder.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes route files of one folder over into the running application, and never lets a faulty file
 * stop a route that runs.
 *
 * <p>The folder is read by content at each {@link #poll()}: {@code *.camel.yaml}, not recursive,
 * names beginning with a dot left out. A file counts once two readings in a row agree. Its content
 * is first built and started, without consumers, in a scratch context; only then the routes of that
 * file, and no others, are exchanged. When this fails all the same, the previous content is put
 * back. A file with the name of a shipped one stands for the whole shipped file; when it is
 * deleted, the shipped one comes back.
 *
 * <p>Camel 4.17's own RouteWatcherReloadStrategy is not used: it removes all routes when a file is
 * bad, keeps those of a deleted file, and does not see a ConfigMap change.
 *
 * <p>Limits: a changed {@code routeConfiguration} holds for routes loaded afterwards. The route
 * that calls {@link #poll()} cannot be exchanged by it, since it would wait for itself: leave its
 * file out of the shipped names, and a file that redefines it is refused.
 *
 * <p>Thread-safe; one reading at a time, a second caller waits. It has no thread of its own.
 */
public final class RouteReload {

  private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);

  private final WatchedFolder folder;
  private final LiveRoutes live;
  private final ShippedRoutes shipped;
  private final RouteCheck check;
  private final Lock lock = new ReentrantLock();

  private final Map<String, RouteFile> active = new TreeMap<>();
  private final Map<String, Refusal> errors = new TreeMap<>();
  private final Set<String> untouchable = new HashSet<>();
  private Map<String, Content> lastRead = Map.of();
  private final Map<String, String> handled = new HashMap<>();
  private volatile Map<String, Refusal> standing = Map.of();
  private volatile long refusedTotal;

  /**
   * Prepares the reload; nothing is read yet.
   *
   * @param context the running context, or one about to start
   * @param folder where the user's route files are; may be missing as long as none was loaded
   * @param shippedFileNames names under {@code classpath:routes/} that the user may override
   */
  public RouteReload(CamelContext context, Path folder, Set<String> shippedFileNames) {
    this.folder = new WatchedFolder(folder, ".camel.yaml");
    this.live = new LiveRoutes(context);
    this.shipped = new ShippedRoutes(context, live, shippedFileNames);
    this.check = new RouteCheck(live, new RouteProbe(context));
  }

  /**
   * Takes over every file as it is now, without waiting for a second reading that agrees. Call it
   * once, after the context has started. A faulty file is reported like in {@link #poll()} and does
   * not stop the start.
   *
   * @return what was added, replaced and refused
   */
  public ReloadReport loadAtStart() {
    return reading(false);
  }

  /**
   * Reads the folder once and takes over what changed and is settled. Exchanges in flight on the
   * routes concerned finish first, for at most the shutdown timeout of the context.
   *
   * @return what changed and what was newly refused; empty when nothing did
   */
  public ReloadReport poll() {
    return reading(true);
  }

  /** All faults that stand, by file name; empty when the folder is in force as it is. */
  public Map<String, Refusal> lastErrors() {
    return standing;
  }

  /** How many times content was refused since the start. */
  public long refusedTotal() {
    return refusedTotal;
  }

  private ReloadReport reading(boolean onlySettled) {
    lock.lock();
    try {
      Reading reading = new Reading();
      Map<String, Content> found = live.isStopping() ? null : found(reading);
      if (found != null) {
        reading.take(found, pending(found, onlySettled));
        lastRead = found;
      }
      standing = Map.copyOf(errors);
      return reading.report();
    } finally {
      lock.unlock();
    }
  }

  private Map<String, Content> found(Reading reading) {
    String name = folder.path().toString();
    try {
      boolean neverUsed = active.isEmpty() && !Files.exists(folder.path());
      Map<String, Content> found = neverUsed ? Map.of() : folder.read();
      errors.remove(name);
      return found;
    } catch (IOException e) {
      reading.refuse(name, null, "the routes folder cannot be read, its routes stay: " + e);
      return null;
    }
  }

  private Set<String> pending(Map<String, Content> found, boolean onlySettled) {
    Set<String> names = new TreeSet<>(found.keySet());
    names.addAll(handled.keySet());
    names.removeIf(name -> Objects.equals(digest(found, name), handled.get(name)));
    if (onlySettled) {
      names.removeIf(name -> !Objects.equals(digest(found, name), digest(lastRead, name)));
    }
    return names;
  }

  private static String digest(Map<String, Content> contents, String name) {
    Content content = contents.get(name);
    return content == null ? null : content.digest();
  }

  /** One pass over the folder: takes over what can be, collects what is to be told. */
  private final class Reading {

    private final Set<String> added = new TreeSet<>();
    private final Set<String> changed = new TreeSet<>();
    private final Set<String> removed = new TreeSet<>();
    private final List<Refusal> refused = new ArrayList<>();

    ReloadReport report() {
      return new ReloadReport(added, changed, removed, refused);
    }

    /** A file may wait for another, as when a route moves between them: so until none is taken. */
    void take(Map<String, Content> found, Set<String> pending) {
      Map<String, RefusedException> faults = new TreeMap<>();
      untouchable.removeAll(pending);
      errors.keySet().removeAll(pending);
      Set<String> open = new TreeSet<>(pending);
      boolean progress = true;
      while (progress && !open.isEmpty()) {
        progress = false;
        for (String name : List.copyOf(open)) {
          if (untouchable.contains(name)) {
            continue;
          }
          try {
            attempt(name, found.get(name));
            settle(name, found);
            faults.remove(name);
            open.remove(name);
            open.addAll(waiting(found));
            progress = true;
          } catch (RefusedException e) {
            faults.put(name, e);
            if (e.touchedRoutes()) {
              untouchable.add(name);
            }
          }
        }
        open.retainAll(found.keySet());
      }
      faults.forEach(
          (name, fault) -> {
            handled.put(name, digest(found, name));
            refuse(name, fault, fault.getMessage());
          });
    }

    /** Refused before, unchanged since. */
    private Set<String> waiting(Map<String, Content> found) {
      Set<String> names = new TreeSet<>(errors.keySet());
      names.removeIf(
          name ->
              !found.containsKey(name) || !Objects.equals(digest(found, name), handled.get(name)));
      return names;
    }

    private void settle(String name, Map<String, Content> found) {
      errors.remove(name);
      if (found.containsKey(name)) {
        handled.put(name, digest(found, name));
      } else {
        handled.remove(name);
      }
    }

    private void attempt(String name, Content content) throws RefusedException {
      RouteFile before = active.containsKey(name) ? active.get(name) : shipped.file(name);
      RouteFile after = content == null ? shipped.file(name) : parse(name, content);
      if (after.content().equals(before.content())) {
        return;
      }
      if (content != null) {
        check.check(before, after, active.values());
      }
      live.exchange(before, after);
      if (content == null) {
        active.remove(name);
      } else {
        active.put(name, after);
      }
      tell(before, after);
    }

    private static RouteFile parse(String name, Content content) throws RefusedException {
      try {
        return RouteFile.parse(name, content.location(), content.text());
      } catch (IOException e) {
        throw new RefusedException(e.getMessage());
      }
    }

    private void tell(RouteFile before, RouteFile after) {
      Set<String> old = before.routes().keySet();
      Set<String> now = after.routes().keySet();
      now.forEach(id -> (old.contains(id) ? changed : added).add(id));
      old.stream().filter(id -> !now.contains(id)).forEach(removed::add);
      LOG.info("Routes of {} are now {}, before {}", after.name(), now, old);
      Set<String> policies = new TreeSet<>(before.configurations());
      policies.addAll(after.configurations());
      if (!policies.isEmpty()) {
        LOG.info("Routes loaded from now on use {} as in {}", policies, after.name());
      }
    }

    void refuse(String name, RefusedException fault, String reason) {
      OptionalInt line = fault == null ? OptionalInt.empty() : fault.line();
      Refusal refusal = new Refusal(name, line, reason);
      if (!refusal.equals(errors.put(name, refusal))) {
        refused.add(refusal);
        refusedTotal++;
        String running = fault != null && fault.touchedRoutes() ? "" : " The running routes stay.";
        LOG.warn("Refused {}.{} It is read again when its content changes.", refusal, running);
      }
    }
  }
}
