package io.shiplog.executor.metrics;

import io.shiplog.executor.node.NodeCore;
import io.shiplog.executor.node.pressure.PodUse;
import io.shiplog.executor.node.pressure.Signals;
import io.shiplog.executor.runtime.ContainerRuntime;
import io.shiplog.executor.runtime.ImageStore;
import io.shiplog.executor.runtime.UsageSource;
import io.shiplog.schemas.role.ClusterContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes samples every few seconds on a thread of its own: use of containers and nodes first, which the nodes' pressure
 * follows, then what containers expose, and now and then the images. A round that takes longer than the interval
 * delays the next one and nothing else.
 */
public final class Sampler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);
    /** The loop answers in milliseconds; with this much patience a round is skipped rather than held up for good. */
    private static final long LOOP_SECONDS = 5;

    private static final long FIRST_MILLIS = 500;
    /** Nodes do not say more often what images they have, and asking for all of them costs the engine something. */
    private static final long IMAGES_MILLIS = 60_000;

    /** Something to do with the core. */
    public interface Look {
        void at(NodeCore core, long nowMillis);
    }

    /** The loop that owns the core: runs what it is given there, soon. */
    public interface Loop {
        void run(Look look);
    }

    /**
     * Whose samples are taken.
     *
     * @param host name of the process
     * @param nodes its nodes
     * @param real false where containers only pretend: then the machine's figures are not the node's, and there is
     *     nobody to ask
     */
    public record Subjects(String host, List<String> nodes, boolean real) {}

    private final MetricsConfig config;
    private final Subjects subjects;
    private final ContainerRuntime runtime;
    private final Loop loop;
    private final LongSupplier clock;
    private final Samples samples;
    private final Machine machine;
    private final Scraper scraper;
    private final MetricSender sender;
    private final @Nullable ImageCollector images;
    private final EmptyDirs emptyDirs = new EmptyDirs();
    private int firstTarget;
    private long imagesAtMillis;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "metrics-sampler");
        made.setDaemon(true);
        return made;
    });

    private Sampler(
            MetricsConfig config,
            Subjects subjects,
            ContainerRuntime runtime,
            ClusterContext context,
            LongSupplier clock,
            Loop loop) {
        this.config = config;
        this.subjects = subjects;
        this.runtime = runtime;
        this.clock = clock;
        this.loop = loop;
        this.samples = new Samples(subjects.nodes());
        this.machine = new Machine(Path.of("/proc"), context.dataDir());
        this.scraper = new Scraper(config, context.metrics());
        this.sender = new MetricSender(context, subjects.host());
        String disk = runtime.images().directory();
        this.images = disk.isEmpty()
                ? null
                : new ImageCollector(runtime.images(), Path.of(disk), context.dataDir(), context.metrics());
    }

    /** Starts sampling. */
    public static Sampler start(
            MetricsConfig config,
            Subjects subjects,
            ContainerRuntime runtime,
            ClusterContext context,
            LongSupplier clock,
            Loop loop) {
        Sampler sampler = new Sampler(config, subjects, runtime, context, clock, loop);
        long millis = config.interval().toMillis();
        var unused = sampler.thread.scheduleAtFixedRate(
                sampler::round, Math.min(FIRST_MILLIS, millis), millis, TimeUnit.MILLISECONDS);
        return sampler;
    }

    private void round() {
        try {
            Optional<NodeFigures> figures = subjects.real() ? machine.figures() : Optional.empty();
            if (nearlyFull(figures)) {
                runtime.usage().measureDisks(); // who is to be evicted is not told by what was a minute ago
            }
            List<UsageSource.Usage> used = runtime.usage().usage();
            if (!subjects.real() && used.isEmpty()) {
                return;
            }
            long now = clock.getAsLong();
            Set<String> uids = used.stream().map(each -> each.pod().uid()).collect(Collectors.toSet());
            PodFacts facts = ask(core -> PodFacts.of(core, uids));
            if (images != null) {
                images.look(ask(ImageCollector::named), now); // ahead of pods
            }
            if (figures.isPresent()) {
                pressure(figures.get(), used, emptyDirs.bytes(runtime.usage(), facts.emptyDirs(), now));
            }
            samples.of(used, facts.workloads(), figures, now).forEach(sender::send);
            if (subjects.real() && !facts.targets().isEmpty()) {
                scrape(facts.targets());
            }
            tellImages(now);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.warn("no samples this time: {}", e.toString());
        }
    }

    private boolean nearlyFull(Optional<NodeFigures> figures) {
        boolean node =
                figures.filter(each -> UsedImages.nearlyFull(each.disk())).isPresent();
        return node
                || (images != null
                        && images.room().filter(UsedImages::nearlyFull).isPresent());
    }

    private void pressure(NodeFigures figures, List<UsageSource.Usage> used, Map<String, Map<String, Long>> volumes) {
        Signals signals =
                Pressure.signals(figures, images == null ? null : images.room().orElse(null));
        for (String node : subjects.nodes()) {
            List<PodUse.Measured> pods = Pressure.measured(used, volumes, node);
            loop.run((core, now) -> core.pressure(node, signals, pods, now));
        }
    }

    private void tellImages(long now) {
        if (subjects.real() && now >= imagesAtMillis) {
            imagesAtMillis = now + IMAGES_MILLIS;
            List<ImageStore.Image> kept = runtime.images().list();
            loop.run((core, at) -> core.images(kept));
        }
    }

    private <T> T ask(Function<NodeCore, T> question)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<T> out = new CompletableFuture<>();
        loop.run((core, now) -> out.complete(question.apply(core)));
        return out.get(LOOP_SECONDS, TimeUnit.SECONDS);
    }

    /** Those beyond the bound have their turn in the next rounds. */
    private void scrape(List<PodFacts.Target> targets) throws InterruptedException {
        List<PodFacts.Target> turn = new ArrayList<>();
        int count = Math.min(targets.size(), config.targetsMax());
        for (int i = 0; i < count; i++) {
            turn.add(targets.get((firstTarget + i) % targets.size()));
        }
        firstTarget = (firstTarget + count) % targets.size();
        Map<PodFacts.Target, Map<String, Double>> exposed = scraper.scrape(turn);
        Samples.scraped(exposed, clock.getAsLong()).forEach(sender::send);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        sender.close();
    }
}
