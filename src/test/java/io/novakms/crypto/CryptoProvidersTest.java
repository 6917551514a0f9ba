package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which libraries are used, and what happens where the native ones don't load. */
class CryptoProvidersTest {
  private static final String PORTABLE = CryptoProviders.portable().description();

  @Test
  void nativeLibrariesAreUsedWhereTheyLoad() {
    assertThat(CryptoProviders.available().description())
        .startsWith("AmazonCorrettoCryptoProvider 2.5.0")
        .endsWith("libsecp256k1");
  }

  @Test
  void portableLibrariesAreBouncyCastle() {
    assertThat(PORTABLE).matches("BC 1\\.\\d+, Bouncy Castle secp256k1");
  }

  @ParameterizedTest
  @MethodSource("failures")
  void bouncyCastleStandsInForWhatDoesNotLoad(Callable<Object> failing) {
    CryptoProviders providers =
        CryptoProviders.choose(() -> (Provider) failing.call(), () -> (Secp256k1) failing.call());

    assertThat(providers.description()).isEqualTo(PORTABLE);
    assertThat(MasterSecret.of(secret(), providers).keys().syncMac()).isNotNull();
    assertThat(WalletKey.generate(providers).wallet()).isNotNull();
  }

  static Stream<Named<Callable<Object>>> failures() {
    return Stream.of(
        Named.of(
            "the library is missing",
            () -> {
              throw new UnsatisfiedLinkError("no such library in java.library.path");
            }),
        Named.of(
            "another class loader has it",
            () -> {
              throw new UnsatisfiedLinkError("already loaded in another classloader");
            }),
        Named.of(
            "the classes are missing",
            () -> {
              throw new NoClassDefFoundError("fr/acinq/secp256k1/Secp256k1");
            }),
        Named.of(
            "its initialisation fails",
            () -> {
              throw new ExceptionInInitializerError(new NullPointerException());
            }),
        Named.of(
            "its self-test fails",
            () -> {
              throw new IllegalStateException("unhealthy");
            }),
        Named.of(
            "it lacks an algorithm",
            () -> {
              throw new GeneralSecurityException("no ECDH");
            }));
  }

  @Test
  void oneMissingLibraryLeavesTheOtherInUse() {
    CryptoProviders providers =
        CryptoProviders.choose(
            () -> {
              throw new UnsatisfiedLinkError();
            },
            LibSecp256k1::load);

    assertThat(providers.description()).startsWith("BC ").endsWith(", libsecp256k1");
  }

  @Test
  void noProviderIsInstalledInTheJvm() {
    // Another library in this JVM may have installed Bouncy Castle; this one adds nothing.
    Provider[] before = Security.getProviders();
    new P384(CryptoProviders.available()).generate();
    new P384(CryptoProviders.portable()).generate();

    assertThat(Security.getProviders()).containsExactly(before);
    assertThat(Security.getProvider("AmazonCorrettoCryptoProvider")).isNull();
  }

  /** As where a server has the application deployed twice, or redeploys it. */
  @Test
  void twoDeploymentsInOneJvmBothWork() throws Exception {
    try (URLClassLoader first = deployment(jar -> true);
        URLClassLoader second = deployment(jar -> true)) {
      String hash = hashIn(first);

      assertThat(hashIn(second)).isEqualTo(hash);
      assertThat(hash).isEqualTo(MasterSecret.of(secret()).hash().toString());
    }
  }

  @Test
  void deploymentWithoutTheNativeLibrariesWorks() throws Exception {
    Predicate<String> portable =
        jar -> !jar.contains("secp256k1") && !jar.contains("AmazonCorretto");
    try (URLClassLoader loader = deployment(portable)) {
      assertThat(descriptionIn(loader)).isEqualTo(PORTABLE);
      assertThat(hashIn(loader)).isEqualTo(MasterSecret.of(secret()).hash().toString());
    }
  }

  private static URLClassLoader deployment(Predicate<String> jars) {
    URL[] urls =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(jars)
            .map(CryptoProvidersTest::url)
            .toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static String descriptionIn(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> providers = loader.loadClass(CryptoProviders.class.getName());
    Object available = providers.getMethod("available").invoke(null);
    return (String) providers.getMethod("description").invoke(available);
  }

  private static String hashIn(ClassLoader loader) throws ReflectiveOperationException {
    assertThat(descriptionIn(loader)).isNotEmpty();
    Class<?> type = loader.loadClass(MasterSecret.class.getName());
    Object secret = type.getMethod("of", byte[].class).invoke(null, (Object) secret());
    Method keys = type.getMethod("keys");
    assertThat(keys.invoke(secret)).hasToString("(hidden)");
    return type.getMethod("hash").invoke(secret).toString();
  }

  private static URL url(String path) {
    try {
      return new File(path).toURI().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(path, e);
    }
  }

  private static byte[] secret() {
    byte[] secret = new byte[MasterSecret.BYTES];
    Arrays.fill(secret, (byte) 7);
    return secret;
  }
}
