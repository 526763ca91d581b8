package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.util.List;

/** A taint of a node (spec.taints). */
public record Taint(String key, String value, String effect) {

    /** Nothing new is placed here. */
    public static final String NO_SCHEDULE = "NoSchedule";
    /** Nothing new is placed here, and what runs is evicted. */
    public static final String NO_EXECUTE = "NoExecute";
    /** Placed here only when there is nothing better. */
    public static final String PREFER_NO_SCHEDULE = "PreferNoSchedule";

    /** The taints of a Node. */
    public static Taint[] of(JsonNode node) {
        return Json.objectsAt(node, "spec", "taints").stream()
                .map(t -> new Taint(Json.textAt(t, "key"), Json.textAt(t, "value"), Json.textAt(t, "effect")))
                .toArray(Taint[]::new);
    }

    static void write(SnapshotWriter out, Taint taint) throws IOException {
        out.word(taint.key);
        out.word(taint.value);
        out.word(taint.effect);
    }

    static Taint read(SnapshotReader in) throws IOException {
        return new Taint(in.word(), in.word(), in.word());
    }

    /** NoSchedule and NoExecute keep a pod off. */
    public boolean forbids() {
        return effect.equals(NO_SCHEDULE) || effect.equals(NO_EXECUTE);
    }

    /** Is there one that only discourages? */
    static boolean anyPrefers(Taint[] taints) {
        return List.of(taints).stream().anyMatch(t -> t.effect().equals(PREFER_NO_SCHEDULE));
    }
}
