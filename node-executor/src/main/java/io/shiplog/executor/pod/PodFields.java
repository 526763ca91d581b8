package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the downward API shows of a pod: fieldRef and resourceFieldRef, in environment variables and in files. Pure.
 *
 * @param allocatable what a limit that is not set stands for, by resource; may be empty
 */
public record PodFields(PodRef pod, PodTemplate template, Addresses addresses, Map<String, Quantity> allocatable) {

    /**
     * The value of a field path. A label or annotation that is not there is empty.
     *
     * @throws UnmetConfigException when there is no such field to be had
     */
    public String field(String path) throws UnmetConfigException {
        int subscript = path.indexOf("['");
        if (subscript > 0 && path.endsWith("']")) {
            String name = path.substring(subscript + 2, path.length() - 2);
            return map(path.substring(0, subscript), path).getOrDefault(name, "");
        }
        return switch (path) {
            case "metadata.name" -> pod.name();
            case "metadata.namespace" -> pod.namespace();
            case "metadata.uid" -> pod.uid();
            case "metadata.labels", "metadata.annotations" -> lines(map(path, path));
            case "spec.nodeName" -> pod.node();
            case "spec.serviceAccountName" -> Json.textAt(template.json(), "serviceAccountName");
            case "status.hostIP", "status.hostIPs" -> addresses.hostIp();
            case "status.podIP", "status.podIPs" -> addresses.podIp();
            default -> throw new UnmetConfigException("unsupported fieldPath: " + path);
        };
    }

    private Map<String, String> map(String map, String path) throws UnmetConfigException {
        return switch (map) {
            case "metadata.labels" -> template.labels();
            case "metadata.annotations" -> template.annotations();
            default -> throw new UnmetConfigException("unsupported fieldPath: " + path);
        };
    }

    private static String lines(Map<String, String> map) {
        StringBuilder out = new StringBuilder();
        new TreeMap<>(map)
                .forEach((name, value) -> out.append(out.isEmpty() ? "" : "\n")
                        .append(name)
                        .append('=')
                        .append(quoted(value)));
        return out.toString();
    }

    /** As Go's %q writes a text. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(c < ' ' ? "\\x" + hex(c >> 4) + hex(c & 15) : String.valueOf(c));
            }
        }
        return out.append('"').toString();
    }

    private static char hex(int digit) {
        return Character.forDigit(digit, 16);
    }

    /**
     * The value of a resourceFieldRef: request or limit over the divisor, rounded up.
     *
     * @param ref v1.ResourceFieldSelector
     * @param container of which, unless the reference names one itself
     * @throws UnmetConfigException when the container or the resource is not known
     */
    public String resource(ObjectNode ref, JsonNode container) throws UnmetConfigException {
        String resource = Json.textAt(ref, "resource");
        int dot = resource.indexOf('.');
        String kind = dot < 0 ? "" : resource.substring(0, dot);
        if (!kind.equals("limits") && !kind.equals("requests")) {
            throw new UnmetConfigException("Unsupported container resource : " + resource);
        }
        String name = resource.substring(dot + 1);
        JsonNode from = named(Json.textAt(ref, "containerName"), container);
        Quantity amount = quantity(Json.mapAt(from, "resources", kind).get(name));
        if (amount.signum() == 0 && kind.equals("limits")) {
            amount = allocatable.getOrDefault(name, Quantity.ZERO);
        }
        JsonNode given = Json.at(ref, "divisor");
        BigDecimal divisor = given == null ? BigDecimal.ONE : Quantity.of(given).value();
        if (divisor.signum() <= 0) {
            divisor = BigDecimal.ONE;
        }
        return amount.value().divide(divisor, 0, RoundingMode.CEILING).toPlainString();
    }

    private JsonNode named(String name, JsonNode container) throws UnmetConfigException {
        if (name.isEmpty()) {
            return container;
        }
        for (ContainerSpec spec : template.containers()) {
            if (spec.name().equals(name)) {
                return spec.json();
            }
        }
        throw new UnmetConfigException("container " + name + " not found");
    }

    private static Quantity quantity(@Nullable String text) {
        try {
            return text == null ? Quantity.ZERO : Quantity.parse(text);
        } catch (IllegalArgumentException e) {
            return Quantity.ZERO;
        }
    }
}
