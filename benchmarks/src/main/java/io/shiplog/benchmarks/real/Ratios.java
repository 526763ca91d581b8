package io.shiplog.benchmarks.real;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.report.RunFigures;
import io.shiplog.schemas.object.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One side's time over another's in the same pair: a slow minute of the machine changes it less than the times. */
final class Ratios {

    private static final double DIGITS = 1000;

    private Ratios() {}

    /** Adds a figure SIDE/OTHER.STEP for every SIDE.STEP that has an OTHER.STEP beside it. */
    static void put(RunFigures figures, String side, List<String> others) {
        Map<String, Double> values = figures.values();
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (String other : others) {
            values.forEach((name, theirs) -> {
                Double ours = name.startsWith(other + ".") ? values.get(side + name.substring(other.length())) : null;
                if (ours != null) {
                    ratios.put(side + "/" + name, ours / theirs);
                }
            });
        }
        ratios.forEach(figures::put);
    }

    /** Those figures, each pair's after the other's. */
    static ObjectNode of(List<RunFigures> pairs) {
        ObjectNode out = Json.object();
        for (RunFigures pair : pairs) {
            pair.values().forEach((name, value) -> {
                if (name.contains("/")) {
                    ArrayNode all = out.get(name) instanceof ArrayNode before ? before : out.putArray(name);
                    all.add(Math.rint(value * DIGITS) / DIGITS);
                }
            });
        }
        return out;
    }
}
