package io.shiplog.benchmarks.real;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bridge of the engine's and one of the swarm's on which containers find each other by name, which a container on the
 * default network does not: the engine sets a resolver up in each, as it does for pods. Shows what of a difference is
 * the kind of network.
 */
final class NamedNetwork implements AutoCloseable {

    static final String SWARM = "swarmOnNetwork";
    static final String ENGINE = "engineOnNetwork";

    private final String name;
    private final boolean wanted;
    private final Undo atExit;
    private volatile @Nullable EngineAlone engine;

    /** @param wanted false for none: no {@link #sides} then */
    NamedNetwork(String name, boolean wanted) {
        this.name = name;
        this.wanted = wanted;
        if (wanted) {
            Commands.run(List.of("docker", "network", "create", name));
        }
        this.atExit = new Undo(this::remove);
    }

    /** Who starts on them. */
    List<Side> sides(SwarmMode mode, String image) {
        if (!wanted) {
            return List.of();
        }
        String ofSwarm = name + "-swarm";
        mode.network(ofSwarm);
        String label = "io.shiplog.bench.network=" + name;
        EngineAlone alone = new EngineAlone(ENGINE, image, label, List.of("--network", name));
        engine = alone;
        return List.of(mode.service(SWARM, name, image, List.of("--network", ofSwarm)), alone);
    }

    private void remove() {
        EngineAlone alone = engine;
        if (alone != null) {
            alone.close(); // a network goes when nothing is on it any more
        }
        if (wanted) {
            Commands.run(List.of("docker", "network", "rm", name));
        }
    }

    @Override
    public void close() {
        atExit.close();
    }
}
