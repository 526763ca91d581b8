package io.shiplog.executor.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks containers for what they expose, all at once; one that does not answer in time is left out and counted. */
final class Scraper {

    private static final Logger LOG = LoggerFactory.getLogger(Scraper.class);
    private static final String ACCEPT = "text/plain;version=0.0.4, */*;q=0.1";
    private static final int OK = 200;

    private final MetricsConfig config;
    private final HttpClient client;
    private final Counter answered;
    private final Counter failed;
    private final Counter leftOut;

    Scraper(MetricsConfig config, MeterRegistry meters) {
        this.config = config;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.scrapeTimeout())
                .build();
        this.answered = scrapes(meters, "ok");
        this.failed = scrapes(meters, "failed");
        this.leftOut = Counter.builder("shiplog.executor.scrapes.left_out")
                .description("scraped values beyond the bound of a pod, and lines that could not be read")
                .register(meters);
    }

    private static Counter scrapes(MeterRegistry meters, String outcome) {
        return Counter.builder("shiplog.executor.scrapes")
                .tag("outcome", outcome)
                .description("containers asked for what they expose")
                .register(meters);
    }

    /** What the targets say; returns when all have answered or their time is over. */
    Map<PodFacts.Target, Map<String, Double>> scrape(List<PodFacts.Target> targets) throws InterruptedException {
        Map<PodFacts.Target, CompletableFuture<HttpResponse<byte[]>>> asked = new LinkedHashMap<>();
        for (PodFacts.Target target : targets) {
            try {
                asked.put(
                        target, client.sendAsync(request(target), info -> new BoundedBody(config.bytesPerScrapeMax())));
            } catch (IllegalArgumentException e) {
                failed(target, e); // a path that makes no URL
            }
        }
        long deadline = System.nanoTime() + config.scrapeTimeout().toNanos();
        Map<PodFacts.Target, Map<String, Double>> out = new LinkedHashMap<>();
        for (Map.Entry<PodFacts.Target, CompletableFuture<HttpResponse<byte[]>>> one : asked.entrySet()) {
            try {
                long left = Math.max(0, deadline - System.nanoTime());
                take(one.getKey(), one.getValue().get(left, TimeUnit.NANOSECONDS), out);
            } catch (ExecutionException | TimeoutException e) {
                one.getValue().cancel(true);
                failed(one.getKey(), e.getCause() == null ? e : e.getCause());
            }
        }
        return out;
    }

    private HttpRequest request(PodFacts.Target target) {
        return HttpRequest.newBuilder(URI.create(target.url()))
                .header("Accept", ACCEPT)
                .timeout(config.scrapeTimeout())
                .build();
    }

    private void take(
            PodFacts.Target target, HttpResponse<byte[]> response, Map<PodFacts.Target, Map<String, Double>> out) {
        if (response.statusCode() != OK) {
            failed(target, new IllegalStateException("HTTP status " + response.statusCode()));
            return;
        }
        PrometheusText.Exposed exposed =
                PrometheusText.parse(new String(response.body(), StandardCharsets.UTF_8), config.seriesPerPodMax());
        answered.increment();
        leftOut.increment(exposed.leftOut());
        if (!exposed.values().isEmpty()) {
            out.put(target, exposed.values());
        }
    }

    private void failed(PodFacts.Target target, Throwable why) {
        failed.increment();
        LOG.debug(
                "{} of {} does not say what it exposes: {}",
                target.url(),
                target.pod().words(),
                why.toString());
    }
}
