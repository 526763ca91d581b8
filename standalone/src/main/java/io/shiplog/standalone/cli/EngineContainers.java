package io.shiplog.standalone.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Containers of ours that a container engine holds, found by their label. */
final class EngineContainers {

    /** Label that the node-executor puts on every container; its value is the cluster id. */
    private static final String LABEL = "io.shiplog.cluster";

    private EngineContainers() {}

    /**
     * Removes all of one cluster, its network too, with the engine's own command line. How many containers there
     * were.
     */
    static int removeAll(String dockerHost, String clusterId) throws IOException, InterruptedException {
        List<String> ids =
                run(dockerHost, List.of("docker", "ps", "-aq", "--filter", "label=" + LABEL + "=" + clusterId));
        if (!ids.isEmpty()) {
            List<String> remove = new ArrayList<>(List.of("docker", "rm", "-f"));
            remove.addAll(ids);
            run(dockerHost, remove);
        }
        List<String> networks = run(
                dockerHost, List.of("docker", "network", "ls", "-q", "--filter", "label=" + LABEL + "=" + clusterId));
        if (!networks.isEmpty()) {
            List<String> remove = new ArrayList<>(List.of("docker", "network", "rm"));
            remove.addAll(networks);
            run(dockerHost, remove);
        }
        return ids.size();
    }

    private static List<String> run(String dockerHost, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(false);
        builder.environment().put("DOCKER_HOST", dockerHost);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
