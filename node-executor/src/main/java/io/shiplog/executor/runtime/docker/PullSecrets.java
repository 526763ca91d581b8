package io.shiplog.executor.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.model.AuthConfig;
import io.shiplog.executor.pod.PodConfigs;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.ImageReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Credentials for an image out of the pod's imagePullSecrets, by the kubelet's rules of matching. Pure. */
final class PullSecrets {

    private static final String HUB = "https://index.docker.io/v1/";

    private record Entry(String key, ObjectNode auth) {}

    private PullSecrets() {}

    /**
     * Those whose registry is the image's, the most exact first; secrets that are missing or malformed are left out.
     */
    static List<AuthConfig> of(ImageReference image, PodTemplate template, PodConfigs configs) {
        List<Entry> found = new ArrayList<>();
        for (ObjectNode reference : Json.objectsAt(template.json(), "imagePullSecrets")) {
            ObjectNode secret = configs.secret(Json.textAt(reference, "name"));
            if (secret != null) {
                entries(secret, found);
            }
        }
        List<AuthConfig> out = new ArrayList<>();
        found.stream()
                .filter(entry -> matches(entry.key(), image))
                .sorted(Comparator.comparing(Entry::key).reversed())
                .forEach(entry -> out.add(config(entry.auth(), image)));
        return out;
    }

    private static void entries(ObjectNode secret, List<Entry> out) {
        ObjectNode newer = decode(Json.textAt(secret, "data", ".dockerconfigjson"));
        ObjectNode older = decode(Json.textAt(secret, "data", ".dockercfg"));
        for (JsonNode auths : List.of(newer.path("auths"), older)) {
            for (Map.Entry<String, JsonNode> field : auths.properties()) {
                if (field.getValue() instanceof ObjectNode auth) {
                    out.add(new Entry(field.getKey(), auth));
                }
            }
        }
    }

    private static ObjectNode decode(String base64) {
        try {
            return base64.isEmpty()
                    ? Json.object()
                    : Json.parse(new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Json.object();
        }
    }

    /** A key is host[:port][/path], maybe with scheme and API version; * stands for part of one label of the host. */
    static boolean matches(String key, ImageReference image) {
        String bare = key.replaceFirst("^https?://", "").replaceFirst("/(v[12]/?)?$", "");
        int slash = bare.indexOf('/');
        String host = (slash < 0 ? bare : bare.substring(0, slash)).toLowerCase(Locale.ROOT);
        String path = slash < 0 ? "" : bare.substring(slash + 1);
        if (host.equals("index.docker.io") || host.equals("registry-1.docker.io")) {
            host = ImageReference.DEFAULT_DOMAIN;
        }
        return glob(host, image.domain()) && image.path().startsWith(path);
    }

    private static boolean glob(String pattern, String host) {
        StringBuilder regex = new StringBuilder();
        for (String literal : pattern.split("\\*", -1)) {
            regex.append(regex.length() == 0 ? "" : "[^.]*").append(Pattern.quote(literal));
        }
        return host.matches(regex.toString());
    }

    private static AuthConfig config(ObjectNode auth, ImageReference image) {
        AuthConfig out = new AuthConfig()
                .withRegistryAddress(image.domain().equals(ImageReference.DEFAULT_DOMAIN) ? HUB : image.domain());
        String user = Json.textAt(auth, "username");
        String password = Json.textAt(auth, "password");
        String both = decodeText(Json.textAt(auth, "auth"));
        int colon = both.indexOf(':');
        if (user.isEmpty() && colon > 0) {
            user = both.substring(0, colon);
            password = both.substring(colon + 1);
        }
        String token = Json.textAt(auth, "identitytoken");
        return token.isEmpty() ? out.withUsername(user).withPassword(password) : out.withIdentityToken(token);
    }

    private static String decodeText(String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
