package io.shiplog.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.auth.Access;
import io.shiplog.api.auth.User;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What somebody asks about themselves: may I, what may I, who am I. Answered on the spot, never stored. */
final class Review implements VerbHandler {

    private static final String EVERYTHING = "*";

    @Override
    public CompletableFuture<Answer> handle(Call call) {
        ObjectNode review = Bodies.object(call);
        User user = call.user();
        ObjectNode status = review.putObject("status");
        switch (call.request().kind().kind()) {
            case "SelfSubjectAccessReview" -> status.put("allowed", allowed(user, review));
            case "SelfSubjectRulesReview" -> rules(user, status);
            case "SelfSubjectReview" -> {
                ObjectNode info = status.putObject("userInfo").put("username", user.name());
                if (!user.uid().isEmpty()) {
                    info.put("uid", user.uid());
                }
                user.groups().forEach(info.putArray("groups")::add);
            }
            default -> throw ApiRequest.noSuchResource();
        }
        return CompletableFuture.completedFuture(Answer.json(201, review));
    }

    private static boolean allowed(User user, ObjectNode review) {
        if (user.master()) {
            return true;
        }
        String path = Json.textAt(review, "spec", "nonResourceAttributes", "path");
        String verb = Json.textAt(review, "spec", "nonResourceAttributes", "verb");
        return !path.isEmpty() && Access.allowed(user, new ApiRequest.NonResource(verb, path));
    }

    private static void rules(User user, ObjectNode status) {
        var resources = status.putArray("resourceRules");
        var paths = status.putArray("nonResourceRules");
        status.put("incomplete", false);
        if (user.master()) {
            ObjectNode rule = resources.addObject();
            rule.putArray("verbs").add(EVERYTHING);
            rule.putArray("apiGroups").add(EVERYTHING);
            rule.putArray("resources").add(EVERYTHING);
        }
        ObjectNode rule = paths.addObject();
        rule.putArray("verbs").add(user.master() ? EVERYTHING : "get");
        var urls = rule.putArray("nonResourceURLs");
        List<String> readable = List.of(
                "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi/*", "/readyz", "/version");
        (user.master() ? List.of(EVERYTHING) : readable).forEach(urls::add);
    }

    /** The refusal of what is not served yet, in words that a user of kubectl understands. */
    static StatusException notServed(ApiRequest.Resource request) {
        String what = switch (request.subresource()) {
            case "token" -> "tokens for service account \"" + request.name() + "\" cannot be made yet";
            default -> request.resource() + " is not served yet";
        };
        return StatusException.of(501, "NotImplemented", what + ": this comes with the next release")
                .withDetails(
                        request.name(), request.asked().group(), request.kind().plural());
    }
}
