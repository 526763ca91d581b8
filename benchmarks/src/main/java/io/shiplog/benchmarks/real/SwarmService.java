package io.shiplog.benchmarks.real;

import java.util.ArrayList;
import java.util.List;

/** A service of a swarm, by docker. */
final class SwarmService implements Orchestrator {

    private final String name;
    private final String service;
    private final String imageId;
    private final List<String> options;
    private int version;

    /**
     * A service that is made at each start.
     *
     * @param image by its id, so that Swarm asks no registry about it before every start, as a pod with the pull policy
     *     Never does not: this alone makes 20 and 50 replicas a third faster where no registry answers
     * @param options further options of `docker service create`
     */
    SwarmService(String name, String service, String image, List<String> options) {
        this.name = name;
        this.service = service;
        this.imageId = Commands.run(List.of("docker", "image", "inspect", "--format", "{{.Id}}", image));
        this.options = options;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String label() {
        return "com.docker.swarm.service.name=" + service;
    }

    @Override
    public void start(int count) {
        List<String> command = new ArrayList<>(List.of("docker", "service", "create", "--detach"));
        command.addAll(List.of("--no-resolve-image", "--name", service, "--replicas", Integer.toString(count)));
        command.addAll(options);
        command.add(imageId);
        command.addAll(RealContainers.COMMAND);
        Commands.run(command);
    }

    @Override
    public void scale(int count) {
        Commands.run(List.of("docker", "service", "scale", "--detach", service + "=" + count));
    }

    /** Nobody has to ask. */
    @Override
    public void restart(String container) {}

    @Override
    public void plan(Rollout rollout) {
        update(List.of(
                "--update-parallelism",
                Integer.toString(rollout.atOnce()),
                "--update-order",
                rollout.order(),
                "--update-delay",
                "0s"));
    }

    @Override
    public void update() {
        version++;
        update(List.of("--env-add", "VERSION=" + version));
    }

    private void update(List<String> changes) {
        List<String> command = new ArrayList<>(List.of("docker", "service", "update", "--detach"));
        command.add("--no-resolve-image");
        command.addAll(changes);
        command.add(service);
        Commands.run(command);
    }

    @Override
    public long saysRunning() {
        return Commands.run(List.of(
                        "docker",
                        "service",
                        "ps",
                        "--filter",
                        "desired-state=running",
                        "--format",
                        "{{.CurrentState}}",
                        service))
                .lines()
                .filter(state -> state.startsWith("Running "))
                .count();
    }

    /** Five seconds after the last container by default: so long Swarm watches whether it stays (--update-monitor). */
    @Override
    public boolean saysUpdated() {
        String format = "{{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}";
        return Commands.run(List.of("docker", "service", "inspect", "--format", format, service))
                .equals("completed");
    }

    @Override
    public void stop() {
        Commands.run(List.of("docker", "service", "rm", service));
    }

    @Override
    public boolean gone() {
        return Commands.all(label()).isEmpty();
    }

    @Override
    public String situation() {
        return Commands.run(List.of("docker", "service", "ls")) + "\n"
                + Commands.run(List.of("docker", "ps", "-a", "--filter", "label=" + label()));
    }
}
