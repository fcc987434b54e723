// SPDX-License-Identifier: GPL-3.0-or-later
// TARGET CORPUS_FOLDER [--seconds N] [--seed S]: runs a libFuzzer target over a corpus, then over mutations of it. What it was
// working on when it died lies in fuzz-input.bin.
#include "core/base/rng.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using fulcrum::Rng;
constexpr std::size_t kLongest = 1U << 16;

void run(const std::string& input)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

/// One small damage: a byte, a piece cut out, doubled or moved, a piece of another input, or something that means a lot in JSON.
void mutate(std::string& input, const std::vector<std::string>& corpus, Rng& rng)
{
    static const std::vector<std::string> words = {"\"", "\\", "{", "}", "[", "]", ",", ":", "\\u0000", "\\ud800", "-1", "1e999",
        "9007199254740993", "null", "true", "NaN", "\xEF\xBB\xBF", "\xFF\xFE", "\xC3(", "\r\n", "../", std::string(1, '\0')};
    const std::size_t at = rng.below(input.size() + 1), length = std::min(rng.below(32), input.size() - at);
    switch (rng.below(6)) {
    case 0:
        if (at < input.size())
            input[at] = static_cast<char>(rng.below(256));
        break;
    case 1: input.erase(at, length); break;
    case 2: input.insert(at, input.substr(at, length)); break;
    case 3: input.insert(at, words[rng.below(words.size())]); break;
    case 4: {
        const std::string& other = corpus[rng.below(corpus.size())];
        const std::size_t from = rng.below(other.size() + 1);
        input.insert(at, other, from, rng.below(256));
        break;
    }
    default:
        if (at < input.size())
            input[at] = static_cast<char>(input[at] ^ (1 << rng.below(8)));
    }
    if (input.size() > kLongest)
        input.resize(kLongest);
}

long fuzz(const std::vector<std::string>& corpus, double seconds, std::uint64_t seed)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    long count = 0;
    for (; std::chrono::steady_clock::now() < end; ++count) {
        Rng rng(seed, {static_cast<std::uint64_t>(count)});
        std::string input = corpus[rng.below(corpus.size())];
        for (std::size_t i = 1 + rng.below(8); i > 0; --i)
            mutate(input, corpus, rng);
        std::ofstream("fuzz-input.bin", std::ios::binary) << input;
        run(input);
    }
    std::filesystem::remove("fuzz-input.bin");
    return count;
}

} // namespace

int main(int argc, char** argv)
{
    double seconds = 0;
    std::uint64_t seed = 1;
    for (int i = 2; i + 1 < argc; i += 2) {
        if (std::strcmp(argv[i], "--seconds") == 0)
            seconds = std::atof(argv[i + 1]);
        else if (std::strcmp(argv[i], "--seed") == 0)
            seed = std::strtoull(argv[i + 1], nullptr, 10);
    }
    std::vector<std::string> corpus;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(argc > 1 ? argv[1] : ".", error)) {
        std::ifstream file(entry.path(), std::ios::binary);
        corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    if (corpus.empty()) {
        std::fprintf(stderr, "usage: %s CORPUS_FOLDER [--seconds N] [--seed S]\n", argv[0]);
        return 2;
    }
    std::sort(corpus.begin(), corpus.end()); // the folder's order is not everywhere the same
    for (const std::string& input : corpus)
        run(input);
    std::printf("%zu inputs, %ld mutations\n", corpus.size(), seconds > 0 ? fuzz(corpus, seconds, seed) : 0L);
    return 0;
}
