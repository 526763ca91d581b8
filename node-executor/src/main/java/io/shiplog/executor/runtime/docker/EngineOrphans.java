package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Containers whose executor's data directory is gone: their cluster was deleted while they ran. Only an executor of the
 * same view of the same machine can tell that, so each container says where its own lives; those of executors in
 * containers or elsewhere are never orphans here.
 */
public final class EngineOrphans {

    private static final Path VIEW = Path.of("/proc/self/ns/mnt");

    private EngineOrphans() {}

    /** What a container says of its executor, e.g. io.shiplog.data-dir=/root/.shiplog/roles/node-executor. */
    static Map<String, String> home(Path dataDir) {
        return Map.of(Labels.DATA_DIR, dataDir.toAbsolutePath().normalize().toString(), Labels.MACHINE, machine());
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName() + " " + Files.readSymbolicLink(VIEW);
        } catch (UnknownHostException e) {
            return ""; // then nobody's containers are ours to judge
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Orphans that an engine holds.
     *
     * @return name to the directory that was
     */
    public static Map<String, String> of(String dockerHost) {
        Map<String, String> out = new TreeMap<>();
        find(
                dockerHost,
                (engine, found) -> found.values().forEach(container -> {
                    String[] names = container.getNames();
                    String name = names == null || names.length == 0 ? container.getId() : names[0];
                    out.put(name, container.getLabels().getOrDefault(Labels.DATA_DIR, ""));
                }));
        return out;
    }

    /** Removes them, with the networks that nobody is left in, and says how many there were. */
    public static int remove(String dockerHost) {
        int[] count = new int[1];
        find(dockerHost, (engine, found) -> {
            Map<String, Boolean> clusters = new HashMap<>();
            found.forEach((id, container) -> {
                engine.remove(id);
                clusters.put(container.getLabels().getOrDefault(Labels.CLUSTER, ""), true);
            });
            for (String cluster : clusters.keySet()) {
                if (engine.list(Map.of(Labels.CLUSTER, cluster)).isEmpty()) {
                    engine.removeNetwork(ClusterNetwork.name(cluster));
                }
            }
            count[0] = found.size();
        });
        return count[0];
    }

    private interface Use {
        void with(Engine engine, Map<String, Container> orphansById);
    }

    private static void find(String dockerHost, Use use) {
        String here = machine();
        try (Engine engine = new Engine(dockerHost)) {
            Map<String, Container> out = new HashMap<>();
            for (Container container : engine.listAll()) {
                Map<String, String> labels = container.getLabels();
                String dir = labels == null ? "" : labels.getOrDefault(Labels.DATA_DIR, "");
                boolean ours = !here.isEmpty() && !dir.isEmpty() && here.equals(labels.get(Labels.MACHINE));
                if (ours && !Files.exists(Path.of(dir))) {
                    out.put(container.getId(), container);
                }
            }
            use.with(engine, out);
        } catch (IOException e) {
            throw new IllegalStateException("cannot close the connection to " + dockerHost, e);
        }
    }
}
