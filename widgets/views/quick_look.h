// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <QPointer>
#include <QWidget>

class QLabel;

namespace fulcrum::bridge {
class ThumbnailProvider;
}

namespace fulcrum::views {

class PictureView;

/// One sample over the whole page: its picture as large as it fits and all of its texts. Arrows ask for another one; Space,
/// Escape or a click beside the picture closes. The picture is decoded on the provider's pool.
class QuickLook : public QWidget
{
    Q_OBJECT

public:
    /// Lies over `page`, which gets the focus back.
    QuickLook(bridge::ThumbnailProvider* thumbnails, QWidget* page);

    /// `place`: "3 of 5,000".
    void look(const data::Sample& sample, const data::Dataset& dataset, const QString& place);
    void leave();

Q_SIGNALS:
    void moved(int step); ///< -1 or 1: a person wants the one before or after
    void activated();     ///< Enter

private:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

    PictureView* m_picture;
    QLabel *m_title, *m_text, *m_place;
    QPointer<QWidget> m_before; ///< had the focus
};

} // namespace fulcrum::views
