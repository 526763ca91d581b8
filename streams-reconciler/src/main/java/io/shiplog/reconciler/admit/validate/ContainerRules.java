package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Names;
import io.shiplog.schemas.value.Quantity;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One container: name, image, ports, environment, mounts, resources. */
final class ContainerRules {

    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> MESSAGE_POLICIES = List.of("FallbackToLogsOnError", "File");
    private static final Set<String> STANDARD_RESOURCES = Set.of("cpu", "memory", "ephemeral-storage");

    private final ObjectNode container;
    private final String path;
    private final Problems problems;

    ContainerRules(ObjectNode container, String path, Problems problems) {
        this.container = container;
        this.path = path;
        this.problems = problems;
    }

    /** names collects those of all containers of the pod; volumes are the names that may be mounted. */
    void check(Set<String> names, Set<String> volumes, boolean hostNetwork) {
        name(names);
        image();
        problems.oneOfIfSet(path + ".imagePullPolicy", Json.textAt(container, "imagePullPolicy"), PULL_POLICIES);
        problems.oneOfIfSet(
                path + ".terminationMessagePolicy",
                Json.textAt(container, "terminationMessagePolicy"),
                MESSAGE_POLICIES);
        ports(hostNetwork);
        EnvRules.check(container, path, problems);
        MountRules.check(container, path, volumes, problems);
        SecurityRules.container(container, path, problems);
        resources();
    }

    private void name(Set<String> names) {
        String name = Json.textAt(container, "name");
        if (name.isEmpty()) {
            problems.required(path + ".name");
        } else {
            problems.invalidAll(path + ".name", name, Names.dns1123Label(name));
            if (!names.add(name)) {
                problems.duplicate(path + ".name", name);
            }
        }
    }

    private void image() {
        String image = Json.textAt(container, "image");
        if (image.isEmpty()) {
            problems.required(path + ".image");
        } else if (!image.equals(image.strip())) {
            problems.invalid(path + ".image", image, "must not have leading or trailing whitespace");
        }
    }

    private void ports(boolean hostNetwork) {
        List<ObjectNode> ports = Json.objectsAt(container, "ports");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            ObjectNode port = ports.get(i);
            String at = path + ".ports[" + i + "]";
            String name = Json.textAt(port, "name");
            if (!name.isEmpty()) {
                List<String> wrong = Names.portName(name);
                problems.invalidAll(at + ".name", name, wrong);
                if (wrong.isEmpty() && !names.add(name)) {
                    problems.duplicate(at + ".name", name);
                }
            }
            numbers(port, at, hostNetwork);
            String protocol = Json.textAt(port, "protocol");
            if (protocol.isEmpty()) {
                problems.required(at + ".protocol");
            } else {
                problems.oneOf(at + ".protocol", protocol, PROTOCOLS);
            }
        }
    }

    private void numbers(ObjectNode port, String at, boolean hostNetwork) {
        long number = Json.longAt(port, 0, "containerPort");
        long hostPort = Json.longAt(port, 0, "hostPort");
        if (number == 0) {
            problems.required(at + ".containerPort");
        } else {
            problems.port(at + ".containerPort", number);
        }
        if (hostPort != 0) {
            problems.port(at + ".hostPort", hostPort);
            if (hostNetwork && hostPort != number) {
                problems.invalidShown(
                        at + ".hostPort",
                        Long.toString(hostPort),
                        "must match `containerPort` when `hostNetwork` is true");
            }
        }
    }

    /** A port of the host can be had once; taken collects those of all containers. */
    void hostPortsOnce(Set<String> taken) {
        List<ObjectNode> ports = Json.objectsAt(container, "ports");
        for (int i = 0; i < ports.size(); i++) {
            ObjectNode port = ports.get(i);
            long hostPort = Json.longAt(port, 0, "hostPort");
            String what = Json.textAt(port, "protocol") + "/" + Json.textAt(port, "hostIP") + "/" + hostPort;
            if (hostPort != 0 && !taken.add(what)) {
                problems.duplicate(path + ".ports[" + i + "].hostPort", what);
            }
        }
    }

    private void resources() {
        Map<String, String> limits = Json.mapAt(container, "resources", "limits");
        Map<String, String> requests = Json.mapAt(container, "resources", "requests");
        limits.forEach((name, amount) -> amount(name, amount, path + ".resources.limits"));
        requests.forEach((name, amount) -> {
            amount(name, amount, path + ".resources.requests");
            Quantity wanted = parsed(amount);
            Quantity limit = parsed(limits.getOrDefault(name, ""));
            if (wanted != null && limit != null && wanted.compareTo(limit) > 0) {
                problems.invalid(
                        path + ".resources.requests",
                        amount,
                        "must be less than or equal to " + name + " limit of " + limits.get(name));
            }
        });
    }

    private void amount(String name, String amount, String at) {
        if (!name.contains("/") && !STANDARD_RESOURCES.contains(name) && !name.startsWith("hugepages-")) {
            problems.invalid(at + "[" + name + "]", name, "must be a standard resource type or fully qualified");
            problems.invalid(at + "[" + name + "]", name, "must be a standard resource for containers");
        }
        Quantity quantity = parsed(amount);
        if (quantity != null && quantity.value().compareTo(BigDecimal.ZERO) < 0) {
            problems.invalid(at + "[" + name + "]", amount, Problems.NOT_NEGATIVE);
        }
    }

    /** Null for what is no amount: such an object is refused before, when it is decoded. */
    private static @Nullable Quantity parsed(String amount) {
        try {
            return amount.isEmpty() ? null : Quantity.parse(amount);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
