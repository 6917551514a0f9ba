package io.novakms.config;

import io.novakms.model.AddressBlock;
import io.novakms.model.AppId;
import io.novakms.model.Custodian;
import io.novakms.model.Hex;
import io.novakms.model.Wallet;
import io.novakms.model.WriteConcern;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How the text of a setting becomes a value.
 *
 * @param allowed what is allowed, in words that follow "allowed:"
 * @param parser reads the text; throws IllegalArgumentException for what is not allowed
 */
record ValueType<T>(String allowed, Function<String, T> parser) {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
  private static final Pattern TOKEN_FORM = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
  private static final int LEAST_TOKEN = 16;
  private static final int MOST_TOKEN = 256;
  private static final int SECRET_BYTES = 32;
  private static final int MAX_PORT = 65_535;
  private static final int MAX_URLS = 9;

  // The order of the group of secp256k1, SEC 2 section 2.4.1: a private key lies below it.
  private static final BigInteger SECP256K1_ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  static final ValueType<Boolean> BOOLEAN = new ValueType<>("`true` or `false`", ValueType::bool);

  static final ValueType<Boolean> WAIT_OR_GENERATE =
      new ValueType<>("`wait` or `generate`", ValueType::isGenerate);

  static final ValueType<WriteConcern> WRITE_CONCERN =
      new ValueType<>("`local`, `one`, `majority` or `all`", ValueType::writeConcern);

  static final ValueType<Boolean> PLAIN_OR_SHA256 =
      new ValueType<>("`plain` or `sha256`", text -> either(text, "plain", "sha256"));

  static final ValueType<URI> HTTP_URL =
      new ValueType<>(
          "an absolute http or https URL with a host, without user info or fragment",
          ValueType::httpUrl);

  static final ValueType<List<URI>> HTTP_URLS =
      new ValueType<>(
          "up to 9 different absolute http or https URLs with a host, without user info or"
              + " fragment, separated by commas",
          ValueType::httpUrls);

  static final ValueType<URI> BASE_URL =
      new ValueType<>(
          "an absolute http or https URL with a host, without user info, query or fragment; https"
              + " in an enclave",
          ValueType::baseUrl);

  static final ValueType<Wallet> CONTRACT =
      new ValueType<>("an address: 40 hex digits, not all zero", ValueType::contract);

  static final ValueType<AppId> SERVED_APP =
      new ValueType<>("a whole number from 1 to 2^256 - 1", ValueType::servedApp);

  static final ValueType<SensitiveText> SEED =
      new ValueType<>("32 bytes as 64 hex digits, not all zero", ValueType::seed);

  static final ValueType<SensitiveText> SECP256K1_KEY =
      new ValueType<>(
          "a secp256k1 private key: 64 hex digits, from 1 to below the group's order",
          ValueType::secp256k1Key);

  static final ValueType<SensitiveText> PASSWORD = new ValueType<>("any text", SensitiveText::new);

  static final ValueType<SensitiveText> TOKEN =
      new ValueType<>(
          "16 to 256 characters: letters, digits and `-._~+/`, with `=` at the end",
          ValueType::token);

  static final ValueType<Path> FILE = new ValueType<>("the path of a file", Path::of);

  static final ValueType<Path> DIRECTORY = new ValueType<>("the path of a directory", Path::of);

  static final ValueType<List<AddressBlock>> ADDRESS_BLOCKS =
      new ValueType<>(
          "IP addresses or CIDR blocks, IPv4 or IPv6, separated by commas", ValueType::blocks);

  static final ValueType<List<Custodian>> CUSTODIANS =
      new ValueType<>(
          "2 to 64 of NAME=KEY, separated by commas, no name and no key twice; NAME: 1 to 64"
              + " letters, digits, dots, hyphens and underscores; KEY: a P-384 public key as hex of"
              + " its SubjectPublicKeyInfo (120 bytes) or uncompressed point (97 bytes)",
          ValueType::custodians);

  /** The value that {@code text} stands for. */
  T parse(String text) {
    return parser.apply(text);
  }

  static ValueType<Integer> number(int least, int most) {
    return range("a whole number", least, most, Math::toIntExact);
  }

  static ValueType<Integer> bytes(int least, int most) {
    return range("a number of bytes", least, most, Math::toIntExact);
  }

  static ValueType<Long> bytes(long least, long most) {
    return range("a number of bytes", least, most, n -> n);
  }

  static ValueType<Duration> seconds(long least, long most) {
    return range("whole seconds", least, most, Duration::ofSeconds);
  }

  static ValueType<Duration> millis(long least, long most) {
    return range("whole milliseconds", least, most, Duration::ofMillis);
  }

  private static <T> ValueType<T> range(
      String what, long least, long most, Function<Long, T> convert) {
    return new ValueType<>(
        what + " from " + least + " to " + most,
        text -> {
          require(DIGITS.matcher(text).matches());
          long number = Long.parseLong(text);
          require(number >= least && number <= most);
          return convert.apply(number);
        });
  }

  private static boolean bool(String text) {
    return either(text, "true", "false");
  }

  private static boolean isGenerate(String text) {
    return either(text, "generate", "wait");
  }

  private static WriteConcern writeConcern(String text) {
    return WriteConcern.of(text.toLowerCase(Locale.ROOT))
        .orElseThrow(() -> new IllegalArgumentException("not allowed"));
  }

  private static boolean either(String text, String yes, String no) {
    String lower = text.toLowerCase(Locale.ROOT);
    require(lower.equals(yes) || lower.equals(no));
    return lower.equals(yes);
  }

  private static URI httpUrl(String text) {
    URI url = URI.create(text);
    require("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()));
    require(url.getHost() != null && url.getRawUserInfo() == null);
    require(url.getPort() != 0 && url.getPort() <= MAX_PORT);
    require(url.getRawFragment() == null);
    return url;
  }

  private static List<URI> httpUrls(String text) {
    List<URI> urls =
        Stream.of(text.split(",", -1)).map(String::strip).map(ValueType::httpUrl).toList();
    require(urls.size() <= MAX_URLS);
    // One that is asked twice would have two votes.
    require(urls.stream().distinct().count() == urls.size());
    return urls;
  }

  private static URI baseUrl(String text) {
    URI url = httpUrl(text);
    require(url.getRawQuery() == null);
    return url;
  }

  private static Wallet contract(String text) {
    Wallet address = Wallet.parse(text);
    require(new BigInteger(1, address.bytes()).signum() != 0);
    return address;
  }

  private static AppId servedApp(String text) {
    AppId app = AppId.parse(text);
    require(!app.equals(AppId.CLUSTER));
    return app;
  }

  private static SensitiveText seed(String text) {
    require(new BigInteger(1, Hex.decode(text, SECRET_BYTES)).signum() != 0);
    return new SensitiveText(text);
  }

  private static SensitiveText secp256k1Key(String text) {
    BigInteger key = new BigInteger(1, Hex.decode(text, SECRET_BYTES));
    require(key.signum() > 0 && key.compareTo(SECP256K1_ORDER) < 0);
    return new SensitiveText(text);
  }

  /** As in RFC 6750, section 2.1, and long enough not to be guessed. */
  private static SensitiveText token(String text) {
    require(TOKEN_FORM.matcher(text).matches());
    require(text.length() >= LEAST_TOKEN && text.length() <= MOST_TOKEN);
    return new SensitiveText(text);
  }

  private static List<AddressBlock> blocks(String text) {
    return Stream.of(text.split(",")).map(String::strip).map(AddressBlock::parse).toList();
  }

  private static List<Custodian> custodians(String text) {
    List<Custodian> custodians =
        Stream.of(text.split(",", -1)).map(String::strip).map(Custodian::parse).toList();
    require(KmsConfig.Custody.isGroup(custodians));
    return custodians;
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException("not allowed");
    }
  }
}
