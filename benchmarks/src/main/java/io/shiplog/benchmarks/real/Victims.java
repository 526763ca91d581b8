package io.shiplog.benchmarks.real;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Containers that are killed.
 *
 * @param started when each began, by its id: one that runs again may keep its id
 */
record Victims(Map<String, String> started) {

    static Victims of(Collection<String> ids) {
        return new Victims(ids.stream().collect(Collectors.toMap(Function.identity(), Victims::startedAt)));
    }

    void kill() {
        List<String> command = new ArrayList<>(List.of("docker", "kill"));
        command.addAll(started.keySet());
        Commands.run(command);
    }

    /** Whether none of these runs goes on among the containers that run now. */
    boolean replaced(Set<String> running) {
        return started.entrySet().stream()
                .filter(one -> running.contains(one.getKey()))
                .noneMatch(one -> startedAt(one.getKey()).equals(one.getValue()));
    }

    private static String startedAt(String container) {
        return Commands.run(List.of("docker", "inspect", "--format", "{{.State.StartedAt}}", container));
    }
}
