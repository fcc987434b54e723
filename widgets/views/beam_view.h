// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/dm_contents.h"

#include <QFrame>

class QLabel;

namespace fulcrum::bridge {
class ThumbnailProvider;
}

namespace fulcrum::views {

class IcdCard;

/// One beam of an anchor: what it gains on the left, its demonstrations in prompt order, each with its place in the prompt and the
/// step that chose it as two numbers.
class BeamView : public QFrame
{
    Q_OBJECT

public:
    /// `twin`: the better beam with the same demonstrations, -1 = none.
    BeamView(const bridge::DmContents& contents, const store::DmEntry& beam, int twin, bridge::ThumbnailProvider* thumbnails,
        QWidget* parent = nullptr);

    /// Says whether training with this threshold drops it.
    void setThreshold(double threshold);
    const QVector<IcdCard*>& cards() const { return m_cards; }
    QString factsText() const; ///< what stands on the left

Q_SIGNALS:
    void icdEntered(std::int64_t item);
    void icdActivated(std::int64_t item);

private:
    QWidget* makeFacts(const bridge::DmContents& contents, const store::DmEntry& beam, int twin);
    QWidget* makeCard(const bridge::IcdView& icd, const store::DmEntry& beam, int position, bridge::ThumbnailProvider* thumbnails);

    const double m_score;
    QVector<IcdCard*> m_cards;
    QStringList m_facts;
    QLabel* m_dropped = nullptr;
};

} // namespace fulcrum::views
