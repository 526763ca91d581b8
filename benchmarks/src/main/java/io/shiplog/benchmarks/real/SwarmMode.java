package io.shiplog.benchmarks.real;

import io.shiplog.benchmarks.BenchException;
import java.util.List;

/** The engine as a swarm of one node, for as long as this is open. */
final class SwarmMode implements AutoCloseable {

    private static final String INACTIVE = "inactive";
    private static final String BRIDGE = "docker_gwbridge";
    /** A busy engine gives leaving up when its containers take too long to stop; the next try goes on from there. */
    private static final int LEAVES_MAX = 5;

    private final Undo leave;

    private SwarmMode(Undo leave) {
        this.leave = leave;
    }

    /** Makes the swarm, on the loopback address alone. Throws BenchException when the engine is in one already. */
    static SwarmMode begin() {
        String state = state();
        if (!state.equals(INACTIVE)) {
            throw new BenchException("the engine is in a swarm already (" + state + "), which would be lost: this run"
                    + " makes a swarm of its own and leaves it at its end. `docker swarm leave` first, or name another"
                    + " engine by DOCKER_HOST");
        }
        boolean bridged = bridged();
        SwarmMode mode = new SwarmMode(new Undo(() -> leave(bridged)));
        try {
            Commands.run(List.of(
                    "docker", "swarm", "init", "--advertise-addr", "127.0.0.1", "--listen-addr", "127.0.0.1:2377"));
        } catch (BenchException e) {
            mode.close();
            throw e;
        }
        return mode;
    }

    private static void leave(boolean bridged) {
        try {
            boolean left = false;
            for (int tries = 0; tries < LEAVES_MAX && !left; tries++) {
                left = tryToLeave();
            }
            if (!state().equals(INACTIVE)) {
                throw new BenchException("still " + state() + ", `docker swarm leave --force` ends it");
            }
            // A swarm makes this network and leaves it behind.
            if (!bridged && bridged()) {
                Commands.run(List.of("docker", "network", "rm", BRIDGE));
            }
        } catch (BenchException e) {
            System.err.println("the swarm is not cleared away: " + e.getMessage());
        }
    }

    /** True when it is left. A Ctrl-C reaches the first try too, as one of the processes that it was meant for. */
    private static boolean tryToLeave() {
        try {
            if (state().equals(INACTIVE)) {
                return true;
            }
            Commands.run(List.of("docker", "swarm", "leave", "--force"));
        } catch (BenchException e) {
            System.err.println("leaving the swarm: " + e.getMessage());
        }
        return false;
    }

    private static String state() {
        return Commands.run(List.of("docker", "info", "--format", "{{.Swarm.LocalNodeState}}"));
    }

    private static boolean bridged() {
        return Commands.run(List.of("docker", "network", "ls", "--format", "{{.Name}}"))
                .lines()
                .anyMatch(BRIDGE::equals);
    }

    /** Makes a bridge on which tasks have names, as pods have on their cluster's; the swarm takes it along. */
    void network(String name) {
        Commands.run(List.of("docker", "network", "create", "--scope", "swarm", "--driver", "bridge", name));
    }

    /** A service of this swarm, which is made at each start. See {@link SwarmService}. */
    SwarmService service(String name, String service, String image, List<String> options) {
        return new SwarmService(name, service, image, options);
    }

    /** Leaves the swarm, and with it all its services and containers. */
    @Override
    public void close() {
        leave.close();
    }
}
