package io.serai.dev;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Draws rows a second over workers, a line a batch size, as SVG. Stateless. */
public final class BenchChart {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 420;
  private static final int LEFT = 80;
  private static final int RIGHT = 150;
  private static final int TOP = 40;
  private static final int BOTTOM = 60;
  private static final List<String> COLOURS =
      List.of("#3a5ccc", "#c2410c", "#15803d", "#7e22ce", "#b91c1c", "#0e7490");

  private BenchChart() {}

  /**
   * One measurement.
   *
   * @param bound what it is held against, drawn dashed
   */
  public record Point(int batchSize, int workers, double rate, double bound) {}

  /** The chart of all points. */
  public static String svg(List<Point> points) {
    Map<Integer, List<Point>> lines =
        points.stream()
            .collect(Collectors.groupingBy(Point::batchSize, TreeMap::new, Collectors.toList()));
    double top =
        points.stream().mapToDouble(p -> Math.max(p.rate(), p.bound())).max().orElse(1) * 1.05;
    List<Integer> workers = points.stream().map(Point::workers).distinct().sorted().toList();
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
            .formatted(WIDTH, HEIGHT));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    text(svg, LEFT, 22, "start", "Enrichment: rows/s by workers (dashed: the bound)");
    axes(svg, workers, top);
    int index = 0;
    for (Map.Entry<Integer, List<Point>> line : lines.entrySet()) {
      String colour = COLOURS.get(index % COLOURS.size());
      polyline(svg, line.getValue(), workers, top, colour, false);
      polyline(svg, line.getValue(), workers, top, colour, true);
      text(
          svg,
          WIDTH - RIGHT + 15,
          TOP + 20 + 20 * index,
          "start",
          "batch of " + line.getKey(),
          colour);
      index++;
    }
    return svg.append("</svg>\n").toString();
  }

  private static void axes(StringBuilder svg, List<Integer> workers, double top) {
    for (int i = 0; i <= 5; i++) {
      double value = top * i / 5;
      double y = y(value, top);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
              LEFT,
              WIDTH - RIGHT,
              y,
              y));
      text(svg, LEFT - 8, y + 4, "end", String.format(Locale.ROOT, "%,.0f", value));
    }
    for (int count : workers) {
      text(svg, x(count, workers), HEIGHT - BOTTOM + 20, "middle", String.valueOf(count));
    }
    text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 15, "middle", "workers");
  }

  private static void polyline(
      StringBuilder svg,
      List<Point> points,
      List<Integer> workers,
      double top,
      String colour,
      boolean bound) {
    String path =
        points.stream()
            .map(
                p ->
                    String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        x(p.workers(), workers),
                        y(bound ? p.bound() : p.rate(), top)))
            .collect(Collectors.joining(" "));
    svg.append(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s points=\"%s\"/>%n"
            .formatted(colour, bound ? " stroke-dasharray=\"5 4\" opacity=\"0.6\"" : "", path));
  }

  private static double x(int workers, List<Integer> all) {
    int steps = Math.max(1, all.size() - 1);
    return LEFT + 10 + (double) (WIDTH - LEFT - RIGHT - 20) * all.indexOf(workers) / steps;
  }

  private static double y(double value, double top) {
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top;
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    text(svg, x, y, anchor, text, "#333");
  }

  private static void text(
      StringBuilder svg, double x, double y, String anchor, String text, String colour) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            colour,
            text));
  }
}
