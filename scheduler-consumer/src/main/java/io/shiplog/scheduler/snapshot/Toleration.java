package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;

/** A toleration of a pod (spec.tolerations), read once for all nodes. An empty key with Exists tolerates everything. */
public record Toleration(String key, String operator, String value, String effect) {

    /** The tolerations of a pod's spec. */
    public static Toleration[] of(JsonNode spec) {
        return Json.objectsAt(spec, "tolerations").stream()
                .map(t -> new Toleration(
                        Json.textAt(t, "key"),
                        Json.textAt(t, "operator"),
                        Json.textAt(t, "value"),
                        Json.textAt(t, "effect")))
                .toArray(Toleration[]::new);
    }

    static void write(SnapshotWriter out, Toleration toleration) throws IOException {
        out.word(toleration.key);
        out.word(toleration.operator);
        out.word(toleration.value);
        out.word(toleration.effect);
    }

    static Toleration read(SnapshotReader in) throws IOException {
        return new Toleration(in.word(), in.word(), in.word(), in.word());
    }

    /**
     * Does it tolerate the taint?
     *
     * @param numericOperators whether Gt and Lt are on (in Kubernetes an alpha feature): Gt tolerates a taint whose
     *     value
     *     is an integer greater than the toleration's
     */
    public boolean tolerates(Taint taint, boolean numericOperators) {
        if (!effect.isEmpty() && !effect.equals(taint.effect())) {
            return false;
        }
        if (!key.isEmpty() && !key.equals(taint.key())) {
            return false;
        }
        return switch (operator) {
            case "Exists" -> true;
            case "", "Equal" -> value.equals(taint.value());
            case "Gt", "Lt" -> numericOperators && compares(taint.value());
            default -> false;
        };
    }

    private boolean compares(String taintValue) {
        try {
            int order = Long.compare(Long.parseLong(taintValue), Long.parseLong(value));
            return operator.equals("Gt") ? order > 0 : order < 0;
        } catch (NumberFormatException noInteger) {
            return false;
        }
    }
}
