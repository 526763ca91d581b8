package io.shiplog.benchmarks.real;

import io.shiplog.benchmarks.BenchException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The engine by its own command line, four commands at a time, which is as fast as two cores go. */
final class EngineAlone implements Side, AutoCloseable {

    private static final int PARALLEL = 4;

    private final String name;
    private final String image;
    private final String label;
    private final List<String> options;
    private final ExecutorService workers = Executors.newFixedThreadPool(PARALLEL);
    private final Undo atExit = new Undo(this::end);

    /** Containers on the engine's default network, where they have no names. */
    EngineAlone(String image, String label) {
        this("engine", image, label, List.of());
    }

    /**
     * Containers as wished.
     *
     * @param options further options of `docker run`
     */
    EngineAlone(String name, String image, String label, List<String> options) {
        this.name = name;
        this.image = image;
        this.label = label;
        this.options = options;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public void start(int count) {
        List<List<String>> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<String> command = new ArrayList<>(List.of("docker", "run", "-d", "--label", label));
            command.addAll(options);
            command.add(image);
            command.addAll(RealContainers.COMMAND);
            commands.add(command);
        }
        all(commands);
    }

    @Override
    public void restart(String container) {
        Commands.run(List.of("docker", "start", container));
    }

    @Override
    public void stop() {
        all(Commands.running(label).stream()
                .map(id -> List.of("docker", "stop", id))
                .toList());
    }

    private void all(List<List<String>> commands) {
        List<Future<String>> started = commands.stream()
                .map(command -> workers.submit(() -> Commands.run(command)))
                .toList();
        for (Future<String> one : started) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new BenchException("the engine refused: " + e.getCause(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchException("interrupted", e);
            }
        }
    }

    @Override
    public boolean gone() {
        clean();
        return true;
    }

    private void clean() {
        Commands.all(label).forEach(id -> Commands.run(List.of("docker", "rm", "-f", id)));
    }

    private void end() {
        workers.shutdownNow();
        clean();
    }

    /** Starts no more and removes all. */
    @Override
    public void close() {
        atExit.close();
    }
}
