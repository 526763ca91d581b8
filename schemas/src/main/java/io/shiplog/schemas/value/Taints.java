package io.shiplog.schemas.value;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Node taints and pod tolerations. */
public final class Taints {

    private Taints() {}

    /** Does this toleration tolerate this taint? */
    public static boolean tolerates(ObjectNode toleration, ObjectNode taint) {
        String effect = Json.textAt(toleration, "effect");
        String key = Json.textAt(toleration, "key");
        if (!effect.isEmpty() && !effect.equals(Json.textAt(taint, "effect"))) {
            return false;
        }
        if (!key.isEmpty() && !key.equals(Json.textAt(taint, "key"))) {
            return false;
        }
        return Json.textAt(toleration, "operator").equals("Exists")
                || Json.textAt(toleration, "value").equals(Json.textAt(taint, "value"));
    }

    /** First taint with one of these effects that no toleration tolerates, or null. */
    public static @Nullable ObjectNode firstUntolerated(
            List<ObjectNode> taints, List<ObjectNode> tolerations, Set<String> effects) {
        for (ObjectNode taint : taints) {
            if (effects.contains(Json.textAt(taint, "effect"))
                    && tolerations.stream().noneMatch(t -> tolerates(t, taint))) {
                return taint;
            }
        }
        return null;
    }

    /** key=value:effect. */
    public static String format(ObjectNode taint) {
        return Json.textAt(taint, "key") + "=" + Json.textAt(taint, "value") + ":" + Json.textAt(taint, "effect");
    }
}
