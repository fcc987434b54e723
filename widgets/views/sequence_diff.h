// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/views/sequence_links.h"

#include <QWidget>

namespace fulcrum::bridge {
class ThumbnailProvider;
}

namespace fulcrum::views {

/// Two sequences above each other. Demonstrations that stand in both are joined by a line, dashed where the position differs; those
/// that stand in one only have a tinted ground.
class SequenceDiff : public QWidget
{
    Q_OBJECT

public:
    explicit SequenceDiff(bridge::ThumbnailProvider* thumbnails, QWidget* parent = nullptr);
    void setSequences(const QVector<bridge::IcdView>& upper, const QVector<bridge::IcdView>& lower);

    const QVector<SequenceLink>& links() const { return m_links; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void entered(const fulcrum::bridge::IcdView& icd);

private:
    void tint();
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

    bridge::ThumbnailProvider* m_thumbnails;
    QVector<IcdCard*> m_cards[2];
    QVector<SequenceLink> m_links;
};

} // namespace fulcrum::views
