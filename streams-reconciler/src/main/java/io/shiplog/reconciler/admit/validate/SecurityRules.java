package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Security contexts of pods and containers: numbers and words. What a runtime cannot hold its node refuses. */
final class SecurityRules {

    private static final List<String> PROFILES = List.of("Localhost", "RuntimeDefault", "Unconfined");
    private static final List<String> GROUP_CHANGES = List.of("Always", "OnRootMismatch");
    private static final List<String> PROC_MOUNTS = List.of("Default", "Unmasked");

    private SecurityRules() {}

    static void pod(JsonNode spec, String path, Problems problems) {
        if (!(spec.get("securityContext") instanceof ObjectNode context)) {
            return;
        }
        String at = path + ".securityContext";
        common(context, at, problems);
        id(context.get("fsGroup"), at + ".fsGroup", problems);
        JsonNode groups = context.path("supplementalGroups");
        for (int i = 0; i < groups.size(); i++) {
            id(groups.get(i), at + ".supplementalGroups[" + i + "]", problems);
        }
        problems.oneOfIfSet(at + ".fsGroupChangePolicy", Json.textAt(context, "fsGroupChangePolicy"), GROUP_CHANGES);
        if (Json.flagAt(spec, "shareProcessNamespace") && Json.flagAt(spec, "hostPID")) {
            problems.invalidShown(
                    path + ".shareProcessNamespace",
                    "true",
                    "ShareProcessNamespace and HostPID cannot both be enabled");
        }
    }

    static void container(ObjectNode container, String path, Problems problems) {
        if (!(container.get("securityContext") instanceof ObjectNode context)) {
            return;
        }
        String at = path + ".securityContext";
        common(context, at, problems);
        problems.oneOfIfSet(at + ".procMount", Json.textAt(context, "procMount"), PROC_MOUNTS);
        JsonNode escalation = context.path("allowPrivilegeEscalation");
        if (escalation.isBoolean() && !escalation.booleanValue()) {
            if (Json.flagAt(context, "privileged")) {
                problems.invalidShown(
                        at, "false", "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
            }
            if (Json.textsAt(context, "capabilities", "add").contains("CAP_SYS_ADMIN")) {
                problems.invalidShown(
                        at,
                        "false",
                        "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
            }
        }
    }

    private static void common(ObjectNode context, String at, Problems problems) {
        id(context.get("runAsUser"), at + ".runAsUser", problems);
        id(context.get("runAsGroup"), at + ".runAsGroup", problems);
        for (String field : List.of("seccompProfile", "appArmorProfile")) {
            if (context.get(field) instanceof ObjectNode profile) {
                profile(profile, at + "." + field, problems);
            }
        }
    }

    private static void id(@Nullable JsonNode number, String at, Problems problems) {
        if (number != null && number.isNumber()) {
            Names.userId(number.longValue()).forEach(wrong -> problems.invalidShown(at, number.asText(), wrong));
        }
    }

    private static void profile(ObjectNode profile, String at, Problems problems) {
        String type = Json.textAt(profile, "type");
        String local = Json.textAt(profile, "localhostProfile");
        if (type.isEmpty()) {
            problems.required(
                    at + ".type", "type is required when " + at.substring(at.lastIndexOf('.') + 1) + " is set");
        } else {
            problems.oneOf(at + ".type", type, PROFILES);
        }
        if (type.equals("Localhost") && local.isEmpty()) {
            problems.required(
                    at + ".localhostProfile",
                    "must be set when " + at.substring(at.lastIndexOf('.') + 1) + " type is Localhost");
        } else if (!type.equals("Localhost") && !local.isEmpty()) {
            problems.invalid(
                    at + ".localhostProfile",
                    local,
                    "can only be set when " + at.substring(at.lastIndexOf('.') + 1) + " type is Localhost");
        }
    }
}
