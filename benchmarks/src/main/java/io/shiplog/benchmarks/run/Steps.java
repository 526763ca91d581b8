package io.shiplog.benchmarks.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.Patience;
import io.shiplog.benchmarks.client.ApiClient;
import io.shiplog.benchmarks.workload.Step;
import io.shiplog.schemas.object.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The operations of a run, one method each or one class. */
final class Steps {

    private static final long VERSIONS_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final RunContext run;
    private final Load load;
    private final List<Churn> churns = new ArrayList<>();

    Steps(RunContext run) {
        this.run = run;
        this.load = new Load(run.client(), run.measurement());
    }

    void take(Step step) {
        switch (step.op()) {
            case createNodes -> throw new BenchException("createNodes comes first and once");
            case createNamespaces -> load.namespaces(step);
            case createPriorityClass -> load.priorityClass(step);
            case startMeasuring -> measure(step);
            case createDeployments -> load.deployments(step);
            case createPods -> load.pods(step);
            case scaleDeployment -> load.scale(step);
            case rollDeployment -> load.roll(step);
            case churn -> churn(step);
            case killNodes -> new NodeLoss(run).run();
            case sleep -> pause(step);
            case waitPods -> await(step);
            case waitVersions -> versions(step);
            case measurePods -> {
                await(step);
                end();
            }
            case measureFor -> {
                run.measurement().loadBegins();
                pause(step);
                end();
            }
            case mixedLoad -> mixed(step);
            case listAndWatch -> new ListAndWatch(run, step).run();
            case idleWatches -> new IdleWatches(run, step).run();
            case restart -> new Restart(run, step).run();
        }
    }

    private void measure(Step step) {
        if (!step.unlessDenied("probe")) {
            run.probe().close();
        }
        run.pods().measure(step.text("prefix", ""));
        run.measurement().begin();
    }

    private void end() {
        run.measurement().end();
        churns.forEach(Churn::close);
    }

    private void churn(Step step) {
        run.measurement().loadBegins();
        churns.add(new Churn(run.client(), step));
    }

    private void pause(Step step) {
        int seconds = step.count("seconds");
        if (Duration.ofSeconds(seconds).compareTo(run.patience().left()) > 0) {
            throw new BenchException(seconds + " s more are past the limit");
        }
        Patience.pause(TimeUnit.SECONDS.toNanos(seconds));
    }

    private void await(Step step) {
        int running = step.count("running", 0);
        int arrived = step.count("arrived", 0);
        int most = step.count("most", Integer.MAX_VALUE);
        if (running == 0 && arrived == 0) {
            throw new BenchException(step.op() + " needs running or arrived, a number");
        }
        Patience mine = Patience.of(Duration.ofSeconds(
                Math.min(run.patience().left().toSeconds() + 1, step.count("timeoutSeconds", Integer.MAX_VALUE))));
        mine.await(
                (arrived > 0 ? arrived + " more" : running) + " pods Running",
                () -> {
                    alive();
                    int now = run.pods().running();
                    return now >= running && now <= most && run.pods().arrived() >= arrived;
                },
                () -> run.pods().running() + " are Running, " + run.pods().arrived() + " of them since measuring\n"
                        + run.cluster().console());
    }

    private void alive() {
        if (!run.cluster().alive()) {
            throw new BenchException(
                    "the cluster ended by itself:\n" + run.cluster().console());
        }
    }

    /** A resourceVersion is the place of a record in the log of objects: it tells how many versions there are. */
    private void versions(Step step) {
        long wanted = (long) step.count("perPod") * run.pods().running();
        run.patience()
                .await(
                        wanted + " versions",
                        VERSIONS_REST_NANOS,
                        () -> {
                            alive();
                            return version() >= wanted;
                        },
                        () -> version() + " are there\n" + run.cluster().console());
        run.measurement()
                .figures()
                .put("log.versionsPerPod", (double) version() / run.pods().running());
    }

    private long version() {
        ObjectNode list =
                ApiClient.done(run.client().list("/api/v1/pods?limit=1")).json();
        return Long.parseLong(Json.textAt(list, "metadata", "resourceVersion"));
    }

    private void mixed(Step step) {
        MixedLoad mix = new MixedLoad(run.client(), step);
        run.measurement().loadBegins();
        mix.run();
        end();
        run.measurement().figures().put("mixed.write", mix.writes());
        run.measurement().figures().put("mixed.read", mix.reads());
        run.measurement().figures().put("mixed.failed", mix.failed());
    }
}
