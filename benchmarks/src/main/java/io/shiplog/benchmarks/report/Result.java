package io.shiplog.benchmarks.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All runs of a workload as one JSON object on one line: what was run on what, and each figure's median, worst, min
 * and max.
 *
 * @param line the object
 */
public record Result(ObjectNode line) {

    private static final int DIGITS = 1000;

    /** Puts runs together; what was run and on what is given as a tree that begins the line. */
    public static Result of(ObjectNode about, List<RunFigures> runs) {
        ObjectNode line = about.deepCopy();
        line.put("runs", runs.size());
        ObjectNode figures = line.putObject("figures");
        Map<String, List<Double>> all = new LinkedHashMap<>();
        for (RunFigures run : runs) {
            run.values()
                    .forEach((name, value) ->
                            all.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
        }
        all.forEach((name, values) -> {
            Spread spread = Spread.of(values);
            figures.putObject(name)
                    .put("median", rounded(spread.median()))
                    .put("worst", rounded(spread.worst(name)))
                    .put("min", rounded(spread.min()))
                    .put("max", rounded(spread.max()));
        });
        ArrayNode perSecond = line.putArray("perSecond");
        ObjectNode threads = line.putObject("threadCpuMillis");
        RunFigures last = runs.get(runs.size() - 1);
        last.perSecond().forEach(perSecond::add);
        last.threads().forEach((name, millis) -> threads.put(name, rounded(millis)));
        return new Result(line);
    }

    private static double rounded(double value) {
        return Math.rint(value * DIGITS) / DIGITS;
    }

    /** The last line of a results file. Throws BenchException when there is none. */
    public static Result last(Path file) {
        try {
            List<String> lines = Files.readAllLines(file).stream()
                    .filter(text -> !text.isBlank())
                    .toList();
            if (lines.isEmpty()) {
                throw new BenchException(file + " holds no result");
            }
            return new Result(Json.parse(lines.get(lines.size() - 1)));
        } catch (IOException e) {
            throw new BenchException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Adds the line to the end of DIR/WORKLOAD.jsonl and returns that file. */
    public Path appendTo(Path dir) {
        Path file = dir.resolve(workload() + ".jsonl");
        try {
            Files.createDirectories(dir);
            byte[] text = (Json.text(line) + "\n").getBytes(StandardCharsets.UTF_8);
            Files.write(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String workload() {
        return Json.textAt(line, "workload");
    }

    /** Figures by name. */
    public Map<String, Spread> figures() {
        Map<String, Spread> out = new LinkedHashMap<>();
        Json.ensure(line, "figures").properties().forEach(e -> {
            out.put(
                    e.getKey(),
                    new Spread(
                            e.getValue().path("median").doubleValue(),
                            e.getValue().path("min").doubleValue(),
                            e.getValue().path("max").doubleValue()));
        });
        return out;
    }

    /** For people: a line for each figure, then the series and the threads. */
    public String summary() {
        StringBuilder out = new StringBuilder();
        out.append(workload())
                .append("  commit ")
                .append(Json.textAt(line, "commit"))
                .append("  runs ")
                .append(line.path("runs").asInt())
                .append('\n');
        Map<String, Spread> figures = figures();
        figures.forEach((name, spread) -> {
            if (!Breakdown.has(name)) {
                out.append(String.format("  %-36s %s%n", name, spread));
            }
        });
        out.append(Breakdown.of(figures));
        out.append("  Running in each second: ").append(line.path("perSecond")).append('\n');
        out.append("  processor ms by thread: ")
                .append(line.path("threadCpuMillis"))
                .append('\n');
        return out.toString();
    }

    /** Two results side by side: medians, and the second as a multiple of the first. */
    public static String compared(Result before, Result after) {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                "%-36s %14s %14s %8s%n",
                before.workload(), Json.textAt(before.line, "commit"), Json.textAt(after.line, "commit"), "ratio"));
        Map<String, Spread> now = after.figures();
        before.figures().forEach((name, was) -> {
            Spread is = now.get(name);
            if (is != null) {
                String ratio = was.median() == 0 ? "" : String.format("%.2f", is.median() / was.median());
                out.append(String.format(
                        "  %-34s %14s %14s %8s%n", name, Spread.text(was.median()), Spread.text(is.median()), ratio));
            }
        });
        return out.toString();
    }
}
