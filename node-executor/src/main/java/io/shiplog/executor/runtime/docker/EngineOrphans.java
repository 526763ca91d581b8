package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Containers and networks whose executor's data directory is gone: their cluster was deleted while they were. Only an
 * executor of the same view of the same machine can tell that, so each says where its own lives; those of executors
 * in containers or elsewhere are never orphans here.
 */
public final class EngineOrphans {

    private static final Path VIEW = Path.of("/proc/self/ns/mnt");

    private EngineOrphans() {}

    /** What they say of their executor, e.g. io.shiplog.data-dir=/root/.shiplog/roles/node-executor. */
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

    /** Removes them, with the networks that nobody is left in, and says how many containers there were. */
    public static int remove(String dockerHost) {
        int[] count = new int[1];
        find(dockerHost, (engine, found) -> {
            found.keySet().forEach(engine::remove);
            for (Network network : engine.networks()) {
                Map<String, String> labels = network.getLabels();
                String cluster = labels == null ? "" : labels.getOrDefault(Labels.CLUSTER, "");
                boolean left = !cluster.isEmpty() && orphaned(labels);
                if (left && engine.list(Map.of(Labels.CLUSTER, cluster)).isEmpty()) {
                    engine.removeNetwork(network.getId());
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
        try (Engine engine = new Engine(dockerHost)) {
            Map<String, Container> out = new HashMap<>();
            for (Container container : engine.listAll()) {
                if (orphaned(container.getLabels())) {
                    out.put(container.getId(), container);
                }
            }
            use.with(engine, out);
        } catch (IOException e) {
            throw new IllegalStateException("cannot close the connection to " + dockerHost, e);
        }
    }

    /** Whether these labels name a data directory of this machine that is no more. */
    private static boolean orphaned(@Nullable Map<String, String> labels) {
        String here = machine();
        String dir = labels == null ? "" : labels.getOrDefault(Labels.DATA_DIR, "");
        return labels != null
                && !here.isEmpty()
                && !dir.isEmpty()
                && here.equals(labels.get(Labels.MACHINE))
                && !Files.exists(Path.of(dir));
    }
}
