// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sample_facts.h"

#include <QString>

class QMimeData;

namespace fulcrum::bridge {

/// Samples that are dragged within the window: {"task": "vqa", "split": "train", "ids": [published ids]}.
inline constexpr const char* kSampleMimeType = "application/x-fulcrum-samples";
/// Files that a drag names; more than that nobody drops on purpose.
inline constexpr std::size_t kMostDraggedFiles = 1000;

/// Published ids, one a line.
QString sampleIds(const data::Dataset& dataset, const std::vector<std::int32_t>& samples);

/// A table (RFC 4180) with a header line: id, image id, file, caption or question, answer, answer type, question type, words,
/// width, height, tags, uses, then the loaded scores. Numbers with a point whatever the locale. Empty when stopped.
QString samplesCsv(const data::Dataset& dataset, const std::vector<std::int32_t>& samples, const store::SampleFacts& facts,
    std::stop_token stop);

/// Our own type, the ids as text and the image files as URLs. The caller owns it.
QMimeData* samplesMime(const data::Dataset& dataset, const std::vector<std::int32_t>& samples);

} // namespace fulcrum::bridge
