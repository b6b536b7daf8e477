package io.serai.files.parse;

import io.serai.config.SettingsException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Makes the parser that DBC_FACTORY names: a class, or a class and its static method. */
final class ParserFactory {

  private final String text;
  private final ClassLoader loader;
  private final List<Path> jars;

  ParserFactory(String text, ClassLoader loader, List<Path> jars) {
    this.text = text;
    this.loader = loader;
    this.jars = jars;
  }

  /**
   * The parser.
   *
   * @throws SettingsException saying why there is none
   */
  FileParser parser() {
    int colon = text.indexOf(':');
    Class<?> type = type(colon < 0 ? text : text.substring(0, colon).trim());
    Object made;
    try {
      made =
          colon < 0
              ? type.getConstructor().newInstance()
              : method(type, text.substring(colon + 1).trim()).invoke(null);
      if (made instanceof Supplier<?> supplier && !(made instanceof FileParser)) {
        made = supplier.get();
      }
    } catch (InvocationTargetException e) {
      throw Faults.of(fault("it threw " + e.getCause()), e.getCause());
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      throw e instanceof SettingsException known ? known : Faults.of(unusable(e), e);
    }
    if (made instanceof FileParser parser) {
      return OwnParsers.named(parser, "DBC_FACTORY=" + text);
    }
    throw new SettingsException(
        fault(
            "it made %s, not an io.serai.files.parse.FileParser"
                .formatted(made == null ? "nothing" : "a " + made.getClass().getName())));
  }

  private Class<?> type(String name) {
    try {
      return Class.forName(name, true, loader);
    } catch (ClassNotFoundException e) {
      throw Faults.of(
          fault(
              "there is no class %s %s. It is a Java class, such as com.example.Parsers:create; put"
                      .formatted(name, searched())
                  + " its jar into the folder that FILES_PARSERS_DIR names"),
          e);
    } catch (LinkageError e) {
      throw Faults.of(unusable(e), e);
    }
  }

  private String searched() {
    return jars.isEmpty()
        ? "on the class path, and no jar in FILES_PARSERS_DIR"
        : "on the class path or in " + jars;
  }

  private Method method(Class<?> type, String name) throws NoSuchMethodException {
    Method method = type.getMethod(name);
    if (!Modifier.isStatic(method.getModifiers())) {
      throw new SettingsException(fault(name + " is not static: make it public static"));
    }
    return method;
  }

  private String unusable(Throwable e) {
    return fault(
        "it cannot be used (%s): a public class with a public constructor without arguments is needed,"
                .formatted(e)
            + " or class:method with a public static method without arguments");
  }

  private String fault(String why) {
    return "DBC_FACTORY=%s: %s".formatted(text, why);
  }
}
