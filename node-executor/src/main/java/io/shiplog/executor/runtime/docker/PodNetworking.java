package io.shiplog.executor.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.runtime.docker.ContainerPlan.Place;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Network, names and kernel parameters of the one container of a pod that owns them. */
final class PodNetworking {

    private static final String CLUSTER_DOMAIN = "cluster.local";

    private PodNetworking() {}

    /** True when the pod needs a container that only holds its namespaces. */
    static boolean needsSandbox(PodTemplate template) {
        return template.containers().size() > 1 || Json.flagAt(template.json(), "shareProcessNamespace");
    }

    /** Fills in what the owner of the pod's namespaces needs. */
    static void own(CreateContainerCmd command, HostConfig host, PodTemplate template, PodRef pod, Place place) {
        List<String> hosts = new ArrayList<>();
        if (template.hostNetwork()) {
            host.withNetworkMode("host");
        } else if (place.wired()) {
            host.withNetworkMode("none");
            hosts.add(names(command, template, pod) + ":" + place.address()); // the engine knows of no address
            ports(command, host, template);
            dns(host, template);
        } else {
            host.withNetworkMode(place.network());
            command.withIpv4Address(place.address());
            names(command, template, pod);
            ports(command, host, template);
            dns(host, template);
        }
        aliases(hosts, template);
        if (!hosts.isEmpty()) {
            host.withExtraHosts(hosts.toArray(String[]::new));
        }
        Map<String, String> sysctls = Security.sysctls(template);
        if (!sysctls.isEmpty()) {
            host.withSysctls(sysctls);
        }
        if (Json.flagAt(template.json(), "hostPID")) {
            host.withPidMode("host");
        }
        if (Json.flagAt(template.json(), "hostIPC")) {
            host.withIpcMode("host");
        }
    }

    /** Names the pod; as /etc/hosts has it, the whole name first. */
    private static String names(CreateContainerCmd command, PodTemplate template, PodRef pod) {
        String hostname = template.hostname().isEmpty() ? pod.name() : template.hostname();
        String subdomain = Json.textAt(template.json(), "subdomain");
        String domain = subdomain.isEmpty() ? "" : subdomain + "." + pod.namespace() + ".svc." + CLUSTER_DOMAIN;
        boolean whole = Json.flagAt(template.json(), "setHostnameAsFQDN") && !domain.isEmpty();
        String name = whole ? hostname + "." + domain : cut(hostname);
        command.withHostName(name);
        if (!domain.isEmpty() && !whole) {
            command.withDomainName(domain); // /etc/hosts then has both names
        }
        String shortName = cut(hostname);
        return domain.isEmpty() ? shortName : shortName + "." + domain + " " + shortName;
    }

    /** The kernel takes 63 letters. */
    private static String cut(String hostname) {
        int max = 63;
        String out = hostname.length() <= max ? hostname : hostname.substring(0, max);
        while (out.endsWith("-") || out.endsWith(".")) {
            out = out.substring(0, out.length() - 1);
        }
        return out;
    }

    private static void aliases(List<String> out, PodTemplate template) {
        for (ObjectNode alias : Json.objectsAt(template.json(), "hostAliases")) {
            for (String name : Json.textsAt(alias, "hostnames")) {
                out.add(name + ":" + Json.textAt(alias, "ip"));
            }
        }
    }

    private static void dns(HostConfig host, PodTemplate template) {
        JsonNode config = template.json().path("dnsConfig");
        List<String> servers = Json.textsAt(config, "nameservers");
        if (!servers.isEmpty()) {
            host.withDns(servers);
        }
        List<String> searches = Json.textsAt(config, "searches");
        if (!searches.isEmpty()) {
            host.withDnsSearch(searches);
        }
        List<String> options = new ArrayList<>();
        for (ObjectNode option : Json.objectsAt(config, "options")) {
            String value = Json.textAt(option, "value");
            options.add(Json.textAt(option, "name") + (value.isEmpty() ? "" : ":" + value));
        }
        if (!options.isEmpty()) {
            host.withDnsOptions(options);
        }
    }

    private static void ports(CreateContainerCmd command, HostConfig host, PodTemplate template) {
        Set<ExposedPort> exposed = new LinkedHashSet<>();
        List<PortBinding> bindings = new ArrayList<>();
        for (ContainerSpec spec : template.containers()) {
            for (ObjectNode port : Json.objectsAt(spec.json(), "ports")) {
                port(port, exposed, bindings);
            }
        }
        command.withExposedPorts(List.copyOf(exposed));
        host.withPortBindings(bindings);
    }

    private static void port(ObjectNode port, Set<ExposedPort> exposed, List<PortBinding> bindings) {
        InternetProtocol protocol = switch (Json.textAt(port, "protocol")) {
            case "UDP" -> InternetProtocol.UDP;
            case "SCTP" -> InternetProtocol.SCTP;
            default -> InternetProtocol.TCP;
        };
        ExposedPort inside = new ExposedPort((int) Json.longAt(port, 0, "containerPort"), protocol);
        exposed.add(inside);
        long outside = Json.longAt(port, 0, "hostPort");
        if (outside > 0) {
            String ip = Json.textAt(port, "hostIP");
            bindings.add(new PortBinding(new Ports.Binding(ip.isEmpty() ? null : ip, String.valueOf(outside)), inside));
        }
    }
}
