package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Names;
import java.util.List;
import java.util.regex.Pattern;

/** How a pod is named and what names it knows; its readiness gates and pull secrets. */
final class HostRules {

    private static final int NAMESERVERS_MAX = 3;
    private static final String NO_ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:]*(:[0-9.]+)?");

    private HostRules() {}

    static void check(JsonNode spec, String path, Problems problems) {
        for (String field : List.of("hostname", "subdomain")) {
            String name = Json.textAt(spec, field);
            if (!name.isEmpty()) {
                problems.invalidAll(path + "." + field, name, Names.dns1123Label(name));
            }
        }
        aliases(spec, path + ".hostAliases", problems);
        List<ObjectNode> gates = Json.objectsAt(spec, "readinessGates");
        for (int i = 0; i < gates.size(); i++) {
            String type = Json.textAt(gates.get(i), "conditionType");
            problems.invalidAll(path + ".readinessGates[" + i + "].conditionType", type, Names.qualifiedName(type));
        }
        List<ObjectNode> secrets = Json.objectsAt(spec, "imagePullSecrets");
        for (int i = 0; i < secrets.size(); i++) {
            if (Json.textAt(secrets.get(i), "name").isEmpty()) {
                problems.required(path + ".imagePullSecrets[" + i + "].name");
            }
        }
        dns(spec, path + ".dnsConfig", problems);
    }

    private static void aliases(JsonNode spec, String path, Problems problems) {
        List<ObjectNode> aliases = Json.objectsAt(spec, "hostAliases");
        for (int i = 0; i < aliases.size(); i++) {
            String at = path + "[" + i + "]";
            address(Json.textAt(aliases.get(i), "ip"), at + ".ip", problems);
            List<String> names = Json.textsAt(aliases.get(i), "hostnames");
            for (int n = 0; n < names.size(); n++) {
                problems.invalidAll(at + ".hostnames[" + n + "]", names.get(n), Names.dns1123Subdomain(names.get(n)));
            }
        }
    }

    private static void dns(JsonNode spec, String path, Problems problems) {
        List<String> servers = Json.textsAt(spec, "dnsConfig", "nameservers");
        if (Json.textAt(spec, "dnsPolicy").equals("None")) {
            if (Json.at(spec, "dnsConfig") == null) {
                problems.required(path, "must provide `dnsConfig` when `dnsPolicy` is \"None\"");
            } else if (servers.isEmpty()) {
                problems.required(
                        path + ".nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is \"None\"");
            }
        }
        if (servers.size() > NAMESERVERS_MAX) {
            problems.invalidShown(path + ".nameservers", GoText.list(servers), "must not have more than 3 nameservers");
        }
        for (int i = 0; i < servers.size(); i++) {
            address(servers.get(i), path + ".nameservers[" + i + "]", problems);
        }
    }

    /** An address of either family. */
    static void address(String text, String path, Problems problems) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            problems.invalid(path, text, NO_ADDRESS);
        }
    }
}
