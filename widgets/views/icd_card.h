// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/lane_source.h"

#include <QColor>
#include <QWidget>

namespace fulcrum::bridge {
class ThumbnailProvider;
}

namespace fulcrum::views {

/// One demonstration of a lane: picture, two lines of text, and the numbers that say why it is here.
class IcdCard : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kWidth = 124, kHeight = 190;

    IcdCard(const bridge::IcdView& icd, bridge::ThumbnailProvider* thumbnails, QWidget* parent = nullptr);

    /// Colour of the left edge when the same sample stands in several lanes; invalid = none.
    void setIdentity(const QColor& color, int number);
    const bridge::IcdView& icd() const { return m_icd; }
    QSize sizeHint() const override { return {kWidth, kHeight}; }

Q_SIGNALS:
    void clicked(std::int64_t index);

private:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;
    QStringList badges() const;

    const bridge::IcdView m_icd;
    bridge::ThumbnailProvider* m_thumbnails;
    QColor m_identity;
    int m_identityNumber = 0;
};

} // namespace fulcrum::views
