package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;

/** What a pod knows names by: its host name and its /etc/hosts, as the kubelet writes them. Pure. */
public final class HostsFile {

    private static final String HEAD = """
            # Kubernetes-managed hosts file.
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::0\tip6-localnet
            fe00::0\tip6-mcastprefix
            fe00::1\tip6-allnodes
            fe00::2\tip6-allrouters
            """;
    private static final int MAX_HOSTNAME = 63;

    private HostsFile() {}

    /** The host name of a pod: spec.hostname or its own name, 63 characters at most. */
    public static String hostname(PodRef pod, PodTemplate template) {
        String name = template.hostname().isEmpty() ? pod.name() : template.hostname();
        if (name.length() <= MAX_HOSTNAME) {
            return name;
        }
        return name.substring(0, MAX_HOSTNAME).replaceAll("[-.]+$", "");
    }

    /** The domain of a pod with spec.subdomain, e.g. web.default.svc.cluster.local; empty without. */
    public static String domain(PodRef pod, PodTemplate template) {
        String subdomain = Json.textAt(template.json(), "subdomain");
        return subdomain.isEmpty() ? "" : subdomain + "." + pod.namespace() + ".svc.cluster.local";
    }

    /** Content of /etc/hosts of a pod with an address of its own, hostAliases at its end. */
    public static String of(PodRef pod, PodTemplate template, String podIp) {
        StringBuilder out = new StringBuilder(HEAD);
        if (!podIp.isEmpty()) {
            String host = hostname(pod, template);
            String domain = domain(pod, template);
            out.append(podIp).append('\t');
            if (!domain.isEmpty()) {
                out.append(host).append('.').append(domain).append('\t');
            }
            out.append(host).append('\n');
        }
        return out.append(aliases(template)).toString();
    }

    /** The lines that hostAliases add, for a pod in the network of its host below the host's own file; may be empty. */
    public static String aliases(PodTemplate template) {
        StringBuilder out = new StringBuilder();
        for (ObjectNode alias : Json.objectsAt(template.json(), "hostAliases")) {
            out.append(out.isEmpty() ? "\n# Entries added by HostAliases.\n" : "")
                    .append(Json.textAt(alias, "ip"))
                    .append('\t')
                    .append(String.join("\t", Json.textsAt(alias, "hostnames")))
                    .append('\n');
        }
        return out.toString();
    }
}
