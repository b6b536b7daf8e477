package io.serai.architecture;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.serai.architecture.RouteChecks.Known;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.BindToRegistry;

/** The names that shipped route files may use: read from where the application gets them, too. */
final class ProjectNames {

  private static final String BEANS = "camel.beans.";

  private ProjectNames() {}

  /**
   * Keys of {@code application*.properties} and names bound by {@code @BindToRegistry} or {@code
   * camel.beans}, with names added that exist only while the application runs.
   */
  static Known with(Set<String> moreProperties, Set<String> moreBeans, Set<String> javaRoutes) {
    Set<String> properties = new TreeSet<>(moreProperties);
    Set<String> beans = new TreeSet<>(moreBeans);
    for (Path file : Yaml.files(Path.of("src/main/resources"), ".properties")) {
      for (String key : load(file).stringPropertyNames()) {
        properties.add(key);
        if (key.startsWith(BEANS)) {
          beans.add(key.substring(BEANS.length()).replaceFirst("[.\\[].*", ""));
        }
      }
    }
    new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("io.serai")
        .forEach(each -> addBeans(each, beans));
    return new Known(properties, beans, javaRoutes);
  }

  private static void addBeans(JavaClass type, Set<String> beans) {
    String own = type.getSimpleName();
    if (type.isAnnotatedWith(BindToRegistry.class)) {
      String fallback = own.substring(0, 1).toLowerCase() + own.substring(1);
      beans.add(name(type.getAnnotationOfType(BindToRegistry.class.getName()), fallback));
    }
    for (JavaMember member : type.getMembers()) {
      if (member.isAnnotatedWith(BindToRegistry.class)) {
        beans.add(
            name(member.getAnnotationOfType(BindToRegistry.class.getName()), member.getName()));
      }
    }
  }

  private static String name(JavaAnnotation<?> annotation, String fallback) {
    String value = annotation.get("value").map(Object::toString).orElse("");
    return value.isEmpty() ? fallback : value;
  }

  private static Properties load(Path file) {
    Properties answer = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      answer.load(in);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
