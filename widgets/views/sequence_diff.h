// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/lane_source.h"

#include <QWidget>

namespace fulcrum::bridge {
class ThumbnailProvider;
}

namespace fulcrum::views {

class IcdCard;

/// Two sequences above each other. Demonstrations that stand in both are joined by a line, dashed where the position differs; those
/// that stand in one only are framed in a tint.
class SequenceDiff : public QWidget
{
    Q_OBJECT

public:
    explicit SequenceDiff(bridge::ThumbnailProvider* thumbnails, QWidget* parent = nullptr);
    void setSequences(const QVector<bridge::IcdView>& upper, const QVector<bridge::IcdView>& lower);

    struct Link
    {
        int upper = 0, lower = 0;
        bool operator==(const Link&) const = default;
    };
    const QVector<Link>& links() const { return m_links; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void entered(const fulcrum::bridge::IcdView& icd);

private:
    QRectF cardRect(int row, int position) const;
    void paintEvent(QPaintEvent* event) override;

    bridge::ThumbnailProvider* m_thumbnails;
    QVector<IcdCard*> m_cards[2];
    QVector<Link> m_links;
};

} // namespace fulcrum::views
